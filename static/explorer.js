// Starts Altair, whose module comes before this one, with what the page says.
const options = document.querySelector('meta[name="explorer"]').content;
AltairGraphQL.init(JSON.parse(options));
