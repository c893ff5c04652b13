"""Dates in a question: when notices were issued, as of which day, and the dates of what they are about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import dates_in, months_back
from index.dates_en import dates_in_english
from index.query import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("question", "since", "until"), [
    ("2020年以后连云港有哪些行政调解的规定", "2020-01-01", ""),
    ("2020年之后出台的养犬规定", "2020-01-01", ""),
    ("2020年以來的文件", "2020-01-01", ""),
    ("2020年后出台的政策", "2020-01-01", ""),
    ("民國113年以後修正的規定", "2024-01-01", ""),
    ("二〇二〇年以后的文件", "2020-01-01", ""),
    ("2020年6月以后的通知", "2020-06-01", ""),
    ("今年以来出台了哪些政策", "2026-01-01", ""),
    ("2015年以前的规定", "", "2014-12-31"),
    ("2015年及以前的文件", "", "2015-12-31"),
    ("2015年底前出台了哪些政策", "", "2015-12-31"),
    ("2020年6月15日以前的文件", "", "2020-06-14"),
    ("2018年以后2020年以前印发的文件", "2018-01-01", "2019-12-31"),
    ("2018年至2020年间印发的通知", "2018-01-01", "2020-12-31"),
    ("2018-2020年间的文件", "2018-01-01", "2020-12-31"),
    ("在2019年至2021年之间发布的", "2019-01-01", "2021-12-31"),
    ("2020年3月至6月发布的公告", "2020-03-01", "2020-06-30"),
    ("近三年的养老政策", "2023-11-22", ""),
    ("最近兩年出臺了什麼辦法", "2024-11-22", ""),
    ("近半年有新文件吗", "2026-05-22", ""),
    ("过去30天发布的公告", "2026-10-23", ""),
    ("三年来印发的意见", "2023-11-22", ""),
    ("去年印发的通知有哪些", "2025-01-01", "2025-12-31"),
    ("去年有哪些养老政策", "2025-01-01", "2025-12-31"),
    ("去年下半年出台的规定", "2025-07-01", "2025-12-31"),
    ("今年的规范性文件有哪些", "2026-01-01", "2026-12-31"),
    ("前年的规定", "2024-01-01", "2024-12-31"),
    ("上个月发布了什么", "2026-10-01", "2026-10-31"),
    ("本月新出的政策", "2026-11-01", "2026-11-30"),
    ("上季度发布的公告", "2026-07-01", "2026-09-30"),
    ("上周发布的通知", "2026-11-09", "2026-11-15"),
    ("2019年印发的意见有哪些", "2019-01-01", "2019-12-31"),
    ("2019年市政府出台的办法", "2019-01-01", "2019-12-31"),
    ("2020年第一季度发布的", "2020-01-01", "2020-03-31"),
    ("2020年2月30日印发的通知", "2020-02-29", "2020-02-29"),
    ("Which notices on pensions were issued since 2020?", "2020-01-01", ""),
    ("rules before 2015 on heating", "", "2014-12-31"),
    ("issued after June 2020", "2020-07-01", ""),
    ("Which notices were issued between 2018 and 2020?", "2018-01-01", "2020-12-31"),
    ("What was issued last year?", "2025-01-01", "2025-12-31"),
    ("How many contracts has the city signed since last year?", "", ""),
    ("How many inspections were there this year?", "", ""),
    ("How many disputes were settled in the last three years?", "", ""),
    ("Which documents of last year say so?", "2025-01-01", "2025-12-31"),
    ("notices issued in 2019", "2019-01-01", "2019-12-31"),
    ("issued in the last three years", "2023-11-22", ""),
    ("notices published this month", "2026-11-01", "2026-11-30"),
    ("opinions issued on 16 June 2020", "2020-06-16", "2020-06-16"),
])
def test_when_the_notices_asked_for_were_issued(question: str, since: str, until: str) -> None:
    query = understand(question, lambda english: [], TODAY)
    assert (query.since, query.until, query.as_of, query.years) == (since, until, "", ())


@pytest.mark.parametrize(("question", "as_of"), [
    ("截至2015年底，行政调解由谁牵头", "2015-12-31"),
    ("截止到2015年6月，行政調解由誰牽頭", "2015-06-30"),
    ("在2012年时，行政调解由谁牵头", "2012-12-31"),
    ("2012年6月1日时的规定", "2012-06-01"),
    ("2012年有效的规定有哪些", "2012-12-31"),
    ("Who led mediation as of June 2015?", "2015-06-30"),
    ("rules in force in 2012", "2012-12-31"),
])
def test_the_day_whose_law_is_asked_for(question: str, as_of: str) -> None:
    query = understand(question, lambda english: [], TODAY)
    assert (query.as_of, query.since, query.until, query.years) == (as_of, "", "", ())


@pytest.mark.parametrize(("question", "years"), [
    ("2022年綦江的应诉率", (2022,)),
    ("2021—2025年规划的目标是什么", (2021, 2025)),
    ("2000年以前建成的住宅怎么办理加装电梯", (2000,)),
    ("到2025年底要达到什么目标", (2025,)),
    ("2020年6月15日前要完成哪些任务", (2020,)),
    ("截至2020年底，全市共有多少家养老机构", (2020,)),
    ("自2020年1月1日起施行的办法", (2020,)),
    ("去年共收到多少件申请", ()),
    ("去年审核备案了哪些规范性文件", ()),
    ("去年的法治政府建设情况", ()),
    ("今年高温津贴是多少", ()),
    ("我去年买的房能提取公积金吗", ()),
    ("近三年内未受行政处罚的企业可以申请吗", ()),
    ("以上年度平均工资为基数吗", ()),
    ("附近三年级小学怎么报名", ()),
    ("三年内完成", ()),
    ("本年度培训多少天", ()),
    ("houses built before 2000: how to add lifts?", (2000,)),
    ("What must be completed before 2025?", (2025,)),
    ("In 2022 how many requests?", (2022,)),
])
def test_dates_of_what_a_notice_is_about_are_no_wish(question: str, years: tuple[int, ...]) -> None:
    query = understand(question, lambda english: [], TODAY)
    assert (query.since, query.until, query.as_of, query.years) == ("", "", "", years)


def test_relative_dates_count_from_the_day_given() -> None:
    assert dates_in("上个月印发的通知", date(2026, 1, 31)).since == "2025-12-01"
    assert dates_in("近一个月的公告", date(2026, 3, 31)).since == "2026-02-28"
    assert dates_in_english("issued last quarter", date(2026, 2, 1)).until == "2025-12-31"


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_back_keep_the_day_or_the_months_last(day: date, months: int) -> None:
    back = months_back(day, months)
    assert (day.year - back.year) * 12 + day.month - back.month == months
    assert back.day <= day.day


@given(st.text(alphabet="今去前上近年月日季度半以后前至到底印发的2019一二三—-截至时周 ", max_size=30), st.dates(date(1990, 1, 1)))
def test_any_dates_are_read_in_order(text: str, today: date) -> None:
    found = dates_in(text, today)
    for bound in filter(None, (found.since, found.until, found.as_of)):
        assert date.fromisoformat(bound).isoformat() == bound
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
