"""H.4.1 releases in the three forms of the last twenty years, made by hand with invented figures: one builder a form.

Every form holds rows whose labels come again elsewhere (memorandum items, maturity distribution, each Bank's statement), so that a
reader that looks in the wrong table or column gives a figure that no test expects.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.source import Page

Cells = tuple[str, ...]

WORD_URL = "https://www.federalreserve.gov/releases/h41/current/h41.htm"
PRE_URL = "https://www.federalreserve.gov/releases/h41/20190103/"


# --- 2021 and later: the word-processor export --------------------------------------------------------------------------------------

WORD_FACTORS: list[Cells] = [
    ("Reserve Bank credit", "6,900,100", "+ 9,100", "- 120,100", "6,905,200"),
    ("Securities held outright^1", "6,250,111", "+ 3,111", "- 211,111", "6,252,400"),
    ("U.S. Treasury securities", "4,190,222", "+ 3,222", "- 33,222", "4,192,300"),
    ("Bills^2", "210,333", "+ 1,333", "+ 15,333", "212,700"),
    ("Notes and bonds, nominal^2", "3,570,444", "0", "- 48,444", "3,570,100"),
    ("Federal agency debt securities^2", "2,347", "0", "0", "2,347"),
    ("Mortgage-backed securities^4", "2,057,542", "- 111", "- 177,889", "2,057,753"),
    ("Unamortized discounts on securities held outright^5", "-22,500", "+ 100", "+ 2,500", "-22,450"),
    ("Repurchase agreements^6", "5,555", "+ 4,444", "+ 5,555", "26,001"),
    ("Foreign official", "0", "0", "0", "0"),
    ("Loans", "7,777", "- 77", "+ 1,777", "7,012"),
    ("Bank Term Funding Program", "0", "0", "- 200", "0"),
    ("Central bank liquidity swaps^8", "66", "- 6", "+ 16", "72"),
    ("Total factors supplying reserve funds", "6,990,900", "+ 9,200", "- 118,900", "6,996,100"),
]
WORD_ABSORBING: list[Cells] = [
    ("Currency in circulation^11", "2,430,100", "+ 2,100", "+ 61,100", "2,431,900"),
    ("Reverse repurchase agreements^12", "340,440", "- 4,440", "- 260,440", "338,004"),
    ("Foreign official and international accounts", "335,000", "- 4,000", "- 60,000", "332,500"),
    ("Others", "5,440", "- 440", "- 200,440", "5,504"),
    ("Deposits with F.R. Banks, other than reserve balances", "1,100,500", "- 10,500", "+ 150,500", "1,106,000"),
    ("Term deposits held by depository institutions", "0", "0", "0", "0"),
    ("U.S. Treasury, General Account", "880,880", "- 8,880", "+ 130,880", "873,005"),
    ("Other liabilities and capital^15", "-178,914", "+ 3,291", "- 1,179", "-178,320"),
    ("Total factors, other than reserve balances,/absorbing reserve funds", "3,990,000", "- 20,000", "+ 10,000", "3,995,001"),
    ("Reserve balances with Federal Reserve Banks", "3,000,900", "+ 29,200", "- 128,900", "3,001,099"),
]
WORD_MEMO: list[Cells] = [
    ("Securities held in custody for foreign official accounts", "3,100,000", "- 1,000", "- 99,000", "3,101,000"),
    ("U.S. Treasury securities", "2,800,000", "- 900", "- 90,000", "2,801,000"),
    ("Securities held outright", "1", "+ 1", "+ 1", "1,111,111"),
]
WORD_ASSETS: list[Cells] = [
    ("Assets", "", "", "", ""),
    ("Gold certificate account", "", "11,037", "0", "0"),
    ("Securities, unamortized premiums and discounts, repurchase agreements, and loans", "", "6,420,500", "+ 30,500", "- 180,500"),
    ("Securities held outright^1", "", "6,252,400", "+ 2,600", "- 209,400"),
    ("U.S. Treasury securities", "", "4,192,300", "+ 2,800", "- 31,300"),
    ("Bills^2", "", "212,700", "+ 3,700", "+ 17,700"),
    ("Mortgage-backed securities^4", "", "2,057,753", "- 200", "- 178,100"),
    ("Repurchase agreements^6", "", "26,001", "+ 25,999", "+ 26,001"),
    ("Loans^7", "", "7,012", "- 988", "+ 1,012"),
    ("Items in process of collection", "(0)", "66", "+ 6", "- 2"),
    ("Total assets", "(0)", "6,601,800", "+ 31,250", "- 250,800"),
]
WORD_LIABILITIES: list[Cells] = [
    ("Federal Reserve notes, net of F.R. Bank holdings", "", "2,330,411", "+ 5,411", "+ 70,411"),
    ("Reverse repurchase agreements^12", "", "338,004", "- 6,996", "- 262,004"),
    ("Deposits", "(0)", "4,107,200", "+ 36,200", "+ 20,200"),
    ("Term deposits held by depository institutions", "", "0", "0", "0"),
    ("Other deposits held by depository institutions", "", "3,001,099", "+ 41,001", "- 127,001"),
    ("U.S. Treasury, General Account", "", "873,005", "- 15,995", "+ 120,005"),
    ("Total liabilities", "(0)", "6,556,300", "+ 31,100", "- 251,000"),
]
WORD_BANKS: list[Cells] = [
    ("Assets", "", "", "", ""),
    ("Securities held outright", "9,999,999", "101,000", "3,400,000", "150,000"),
    ("Total assets", "9,999,999", "140,000", "3,600,000", "170,000"),
]

_FACTORS_HEAD = """<thead><tr>
 <td rowspan="3"><p>Reserve Bank credit, related items, and<br>reserve balances of depository institutions at</p></td>
 <td colspan="3"><p>Averages of daily figures</p></td><td rowspan="3"><p><span>Wednesday</span><br><span>{level}</span></p></td></tr>
 <tr><td rowspan="2"><p>Week ended<br>{level}</p></td><td colspan="2"><p>Change from week ended</p></td></tr>
 <tr><td><p>{week}</p></td><td><p>{year}</p></td></tr></thead>"""
_CONDITION_HEAD = """<thead><tr><td rowspan="3"><p>Assets, liabilities, and capital</p></td>
 <td rowspan="3"><p>Eliminations from<br>consolidation</p></td>
 <td rowspan="3"><p>Wednesday<br>{level}</p></td><td colspan="2"><p>Change since</p></td></tr>
 <tr><td><p>Wednesday</p></td><td><p>Wednesday</p></td></tr><tr><td><p>{week}</p></td><td><p>{year}</p></td></tr></thead>"""
_BANKS_HEAD = """<thead><tr><td>Assets, liabilities, and capital</td><td>Total</td><td>Boston</td><td>New York</td>
 <td>Wednesday<br>{level}</td></tr></thead>"""


def word_page(
    *,
    factors: Iterable[Cells] = WORD_FACTORS,
    absorbing: Iterable[Cells] = WORD_ABSORBING,
    assets: Iterable[Cells] = WORD_ASSETS,
    liabilities: Iterable[Cells] = WORD_LIABILITIES,
    level: str = "Dec 31, 2025",
    week: str = "Dec 24, 2025",
    year: str = "Jan 1, 2025",
    released: str = "January 2, 2026",
    unit: str = "Millions of dollars",
) -> Page:
    """A page as published since 2021; `released` stands in the title and in the page."""
    days = {"level": level, "week": week, "year": year}
    parts = [
        f"<!DOCTYPE html><html lang='en'><head><title>Federal Reserve Balance Sheet: Factors - H.4.1 - {released}</title>",
        "<style>p { margin: 0 }</style></head><body><nav><ul><li>Factors Affecting Reserve Balances</li></ul></nav>",
        f"<div class='dates'>\n    Release Date:\n    {released}\n</div>",
        "<table><tr><td><p>Factors <span>Affecting Reserve Balances of Depository Institutions and Condition</span></p></td></tr></table>",
        _word_table("1.", "Factors Affecting Reserve Balances of Depository Institutions", unit, _FACTORS_HEAD, "t1", factors, days),
        "<p>Note: Components may not sum to totals.</p>",
        _word_table(
            "1.", "Factors Affecting Reserve Balances of Depository Institutions (continued)", unit, _FACTORS_HEAD, "t2", absorbing, days
        ),
        "<table><tr><td>1.</td><td>Refer to the consolidated statement of condition.</td></tr>",
        "<tr><td>2.</td><td>Face value.</td></tr></table>",
        _word_table("1A.", "Memorandum Items", unit, _FACTORS_HEAD, "t3", WORD_MEMO, days),
        _word_table("5.", "Consolidated Statement of Condition of All Federal Reserve Banks", unit, _CONDITION_HEAD, "t7", assets, days),
        _word_table(
            "5.",
            "Consolidated Statement of Condition of All Federal Reserve Banks (continued)",
            unit,
            _CONDITION_HEAD,
            "t8",
            liabilities,
            days,
        ),
        _word_table("6.", f"Statement of Condition of Each Federal Reserve Bank, {level}", unit, _BANKS_HEAD, "t9", WORD_BANKS, days),
        "<div id='lastUpdate'>Last Update: January 2, 2026</div></body>\n</html>\n",
    ]
    return Page(WORD_URL, "\n".join(parts).encode())


def _word_table(number: str, title: str, unit: str, head: str, ids: str, rows: Iterable[Cells], days: dict[str, str]) -> str:
    body = "".join(
        f"<tr>{''.join(_word_cell(f'{ids}r{n}c{c}', text) for c, text in enumerate(row, 1))}</tr>" for n, row in enumerate(rows, 1)
    )
    first, _, rest = unit.partition(" ")
    return (
        f"<p><span style='font-weight:bold'>{number}</span><span> </span><span>{title}</span></p>\n"
        f"<p><span>{first}</span><span style='letter-spacing:0.5pt'> </span><span>{rest}</span></p>\n"
        f"<table cellspacing='0'>{head.format(**days)}<tbody>{body}</tbody></table>\n"
    )


def _word_cell(cell_id: str, text: str) -> str:
    name, _, mark = text.partition("^")
    sign, _, digits = name.partition(" ") if name[:2] in ("+ ", "- ") else ("", "", name)
    padding = "<span>&#xa0;&#xa0; </span>"
    spans = f"<span>{sign}</span>{padding}<span>{digits.replace('/', '</span><br><span>')}</span>"
    note = f'<span style="font-size:5pt; vertical-align:super">{mark}</span>' if mark else ""
    return f'<td id="{cell_id}" header="t1h1c1 "><p>{spans}{note}</p></td>'


# --- plain mark-up: header cells, caption, tags left open, a sign and an indent in columns of their own -------------------------------

PLAIN = b"""<HTML><HEAD><TITLE>FRB: H.4.1 Release--Factors Affecting Reserve Balances--January 7, 2010</TITLE></HEAD><BODY>
<TABLE><TR><TD><A HREF="/">Home</A></TD><TD>
<TABLE BORDER=1><CAPTION>1. Factors Affecting Reserve Balances of Depository Institutions<BR>Millions of dollars</CAPTION>
<TR><TH COLSPAN=2 ROWSPAN=2>Reserve Bank credit</TH><TH COLSPAN=5>Averages of daily figures</TH>
<TH ROWSPAN=2>Wednesday Jan&nbsp;6,&nbsp;2010
<TR><TH>Week ended Jan 6, 2010<TH COLSPAN=2>Change from week ended Dec 30, 2009<TH COLSPAN=2>Change from week ended Jan 7, 2009
<TR><TD COLSPAN=2>Securities held outright<SUP>1</SUP><TD>1,844,838<TD>-<TD>47<TD>+<TD>1,349,113<TD>1,844,722
<TR><TD>&nbsp;<TD>U.S. Treasury securities<TD>776,591<TD>+<TD>4<TD>+<TD>300,659<TD>776,595
<TR><TD>&nbsp;<TD>Bills<SUP>2</SUP><TD>18,423<TD>&nbsp;<TD>0<TD>&nbsp;<TD>0<TD>18,423
<TR><TD>&nbsp;<TD>Mortgage&#8211;backed securities<SUP>4</SUP><TD>908,371<TD>-<TD>149<TD>+<TD>908,371<TD>908,257
<TR><TD COLSPAN=2>Term auction credit<TD>75,918<TD>&nbsp;<TD>0<TD>-<TD>374,301<TD>75,918
<TR><TD COLSPAN=2>Other loans<TD>89,699<TD>-<TD>1,079<TD>-<TD>103,699<TD>89,300
<TR><TD COLSPAN=2>Central bank liquidity swaps<SUP>13</SUP><TD>8,272<TD>-<TD>2,000<TD>-<TD>500,000<TD>6,001
<TR><TD COLSPAN=2>Reverse repurchase agreements<SUP>14</SUP><TD>70,450<TD>+<TD>1,000<TD>-<TD>9,000<TD>66,133
<TR><TD COLSPAN=2>U.S. Treasury, general account<TD>150,000<TD>+<TD>21,000<TD>+<TD>60,000<TD>157,002
<TR><TD COLSPAN=2>Reserve balances with Federal Reserve Banks<TD>1,060,000<TD>-<TD>50,000<TD>+<TD>200,000<TD>1,093,008
</TABLE>
<P>8. Consolidated Statement of Condition of All Federal Reserve Banks<P>Millions of dollars
<TABLE><TR><TH>Assets, liabilities, and capital<TH>Eliminations from consolidation<TH>Wednesday Jan 6, 2010
<TH>Change since Wednesday Dec 30, 2009<TH>Change since Wednesday Jan 7, 2009
<TR><TD>Securities held outright<TD><TD>1,844,722<TD>-      116<TD>+ 1,348,997
<TR><TD>Total assets<TD>(123)<TD>2,215,044<TD>-  20,000<TD>+ 100,000
</TABLE></TABLE></BODY></HTML>"""


# --- up to 2021: preformatted text --------------------------------------------------------------------------------------------------

TEXT = """
FEDERAL RESERVE statistical release

H.4.1
Factors Affecting Reserve Balances of Depository Institutions and
Condition Statement of Federal Reserve Banks
                                                                                          January 3, 2019
1. Factors Affecting Reserve Balances of Depository Institutions
Millions of dollars
Reserve Bank credit, related items, and                            Averages of daily figures             Wednesday
reserve balances of depository institutions at            Week ended   Change from week ended          Jan 2, 2019
Federal Reserve Banks                                    Jan 2, 2019 Dec 26, 2018  Jan 3, 2018

Reserve Bank credit                                        4,031,111   -    1,511   -  374,111            4,029,555
  Securities held outright (1)                             3,861,505   -    1,505   -  363,505            3,858,608
    U.S. Treasury securities                               2,222,222   -      222   -  232,222            2,222,547
      Bills (2)                                                   44         -  4         + 44                    0
      Notes and bonds, nominal (2)                         2,083,333              0   -  233,333            2,083,456
    Mortgage-backed securities (4)                         1,637,123   -      123   -  137,123            1,633,652
    Unamortized discounts on securities held outright (5)    -13,205   +       31   +    1,000              -13,196
  Repurchase agreements(6)                                         0            0            0                    0
  Loans                                                           68   -       20   -       18                   61
  Net portfolio holdings of Maiden Lane LLC (7)                    0            0   -    1,714                    0
  Float                                                         -309   -      135   +      212               -1,012
  Central bank liquidity swaps (8)                             4,207   +      107   -    7,793                4,208
Total factors supplying reserve funds                      4,097,111   -    1,400   -  372,111            4,095,900

Note:  Components may not sum to totals because of rounding.  Footnotes appear at the end of the table.
\f
1. Factors Affecting Reserve Balances of Depository Institutions (continued)
Millions of dollars
Reserve Bank credit, related items, and                            Averages of daily figures             Wednesday
reserve balances of depository institutions at            Week ended   Change from week ended          Jan 2, 2019
Federal Reserve Banks                                    Jan 2, 2019 Dec 26, 2018  Jan 3, 2018

Currency in circulation (11)                               1,718,111   +    6,111   +  100,111            1,719,222
Reverse repurchase agreements (12)                           283,333   +   20,333   -  120,333              249,002
  Foreign official and international accounts                247,111   +    5,111   +    9,111              245,001
  Others                                                      36,222   +   15,222   -  129,444                4,001
Deposits with F.R. Banks, other than reserve balances        466,555   +   10,555   +  130,555              460,555
  U.S. Treasury, General Account                             390,390   +   39,039   +  190,390              368,003
Total factors, other than reserve balances,
  absorbing reserve funds                                  2,515,000   +   40,000   +  110,000            2,475,000

Reserve balances with Federal Reserve Banks                1,582,111   -   41,400   -  482,111            1,620,004

1.  Includes securities lent to dealers under the overnight securities lending facility; refer to table 1A.
2.  Face value of the securities.
\f
1A. Memorandum Items
Millions of dollars
                                                                   Averages of daily figures             Wednesday
Memorandum item                                           Week ended   Change from week ended          Jan 2, 2019
                                                         Jan 2, 2019 Dec 26, 2018  Jan 3, 2018
Securities held outright                                   1,111,111            0            0            1,111,111
  U.S. Treasury securities                                 3,000,000   +    1,000   -   50,000            3,000,999
\f
2. Maturity Distribution of Securities, Loans, and Selected Other Assets and Liabilities, January 2, 2019
Millions of dollars
Loans                                                             61            0            0                   61
\f
5. Consolidated Statement of Condition of All Federal Reserve Banks
Millions of dollars
                                                          Eliminations   Wednesday          Change since
Assets, liabilities, and capital                              from      Jan 2, 2019   Wednesday    Wednesday
                                                         consolidation               Dec 26, 2018  Jan 3, 2018
Assets
Gold certificate account                                                     11,037             0            0
Securities, unamortized premiums and discounts,
  repurchase agreements, and loans                                        3,983,000  -     17,000  -   377,000
  Securities held outright (1)                                            3,858,608  -     16,392  -   364,392
    U.S. Treasury securities                                              2,222,547  +        325  -   231,453
      Bills (2)                                                                   0             0            0
    Mortgage-backed securities (4)                                        1,633,652  -     16,717  -   132,348
  Repurchase agreements (6)                                                       0             0            0
  Loans                                                                          61  -         40  -        39
Items in process of collection                                (119)              88  +          6  -        12
Total assets                                                    (0)       4,058,379  -     16,991  -   385,621
\f
5. Consolidated Statement of Condition of All Federal Reserve Banks (continued)
Millions of dollars
                                                          Eliminations   Wednesday          Change since
Assets, liabilities, and capital                              from      Jan 2, 2019   Wednesday    Wednesday
                                                         consolidation               Dec 26, 2018  Jan 3, 2018
Liabilities
  Federal Reserve notes, net of F.R. Bank holdings                        1,670,707  -      2,293  +    99,707
  Reverse repurchase agreements (12)                                        249,002  -     33,998  -   160,998
  Deposits                                                      (0)       2,080,559  +     20,559  -   300,441
    Other deposits held by depository institutions                        1,620,004  +     51,004  -   479,996
    U.S. Treasury, General Account                                          368,003  +      6,003  +   179,003
Total liabilities                                               (0)       4,019,000  -     17,000  -   383,000
\f
6. Statement of Condition of Each Federal Reserve Bank, January 2, 2019
Millions of dollars
Total assets                                               4,058,379       86,000    2,200,000              99,000
\f
7. Collateral Held against Federal Reserve Notes: Federal Reserve Agents' Accounts
Millions of dollars
Federal Reserve notes outstanding                                                                        1,850,000
  U.S. Treasury, agency debt, and mortgage-backed securities eligible to be pledged                      3,609,000
"""
"""The release's plain text, as the Board also offers it beside the page."""


def pre_page(text: str = TEXT) -> Page:
    """The same text in the page that published it: upper-case tags, in a table for layout, in Windows-1252."""
    html = (
        "<HTML><HEAD><TITLE>FRB: H.4.1 Release -- Factors Affecting Reserve Balances</TITLE></HEAD><BODY>"
        "<TABLE WIDTH=600><TR><TD>Release dates | Historical data\x97<P>Release Date: Thursday, January 3, 2019</P>"
        f"<PRE>{text.replace('(1)', '<SUP>(1)</SUP>')}</PRE></TD></TR></TABLE></BODY></HTML>"
    )
    return Page(PRE_URL, html.encode("latin-1"))


MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>"
