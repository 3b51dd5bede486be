// Starts Altair, whose module comes before this one, with what the page says.
const TAB = "app-window-switcher-item .window-switcher__item";
const options = JSON.parse(document.querySelector("app-root").dataset.options);
const endpointURL = new URL("/graphql", location.origin).href; // it wants whole addresses
const windows = options.initialWindows.map((window) => ({ ...window, endpointURL }));

// Altair reads the schema of a window only when told to: at the first look at its tab.
const seen = new WeakSet();
document.addEventListener("click", ({ target }) => {
  const tab = target.closest(TAB);
  if (!tab || seen.has(tab)) return;
  seen.add(tab);
  setTimeout(() => {
    const buttons = [...document.querySelectorAll('[track-id="reload_docs"]')];
    buttons.find((button) => button.checkVisibility())?.click();
  });
});

// It shows the tab that it opened last; one begins with the first.
new MutationObserver((_, observer) => {
  const tabs = document.querySelectorAll(TAB);
  if (tabs.length < windows.length) return;
  observer.disconnect();
  tabs[0].click();
}).observe(document.body, { childList: true, subtree: true });

AltairGraphQL.init({ ...options, endpointURL, initialWindows: windows });
