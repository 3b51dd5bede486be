from __future__ import annotations

from server.notice_lines import MOST, alike, notice_lines


def test_what_is_said_of_many_pairings_is_said_once_with_their_number() -> None:
    tail = "的结对已在台账，起始日为 2020-02-25，未改为 2021-02-25"
    notices = [f"甲镇与乙乡{tail}", "表!3：合并了 2 行", f"甲镇与丙乡{tail}", f"丁镇与乙乡{tail}"]
    assert notice_lines(notices) == [
        f"甲镇与乙乡{tail}（同样的共 3 条）",
        "表!3：合并了 2 行",
    ]


def test_the_same_of_many_rows_stands_together() -> None:
    tail = "：没有写起始日期，从原起始日 2020-02-25 起就算已签订"
    notices = [f"表!4{tail}", "别的", f"表!9{tail}"]
    assert alike(notices) == ((f"表!4{tail}", f"表!9{tail}"), ("别的",))
    assert alike([]) == ()


def test_lines_beyond_the_most_are_counted() -> None:
    notices = [f"第 {number} 条" for number in range(MOST + 7)]
    lines = notice_lines(notices)
    assert lines[:MOST] == notices[:MOST]
    assert lines[MOST:] == [f"还有 7 条（共 {MOST + 7} 条），加 --json 可看全部"]
    assert notice_lines(notices[:MOST]) == notices[:MOST]
    assert notice_lines([]) == []
