"""Hand-made bodies in the shapes of the Board's feed and pages; names and comments in them are invented."""

from __future__ import annotations

from bot.source import Page

SITE = "https://www.federalreserve.gov"
PRESS = f"{SITE}/newsevents/pressreleases"
FEED_URL = f"{SITE}/feeds/press_all.xml"
STATEMENT_URL = f"{PRESS}/monetary20310507a.htm"
NOTE_URL = f"{PRESS}/monetary20310507a1.htm"
STATEMENT = "Federal Reserve issues FOMC statement"
HELD = "The Committee decided to maintain the target range for the federal funds rate at 2 to 2-1/4 percent."
VOTED = (
    "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; and Dora E. Model, Jr. "
    "Voting against this action was Egon F. Muster, who preferred to lower the target range for the federal funds rate "
    "by 1/4 percentage point at this meeting."
)


def item(title: str, link: str, published: str = "Wed, 7 May 2031 18:00:00 GMT", category: str = "Monetary Policy") -> str:
    return (
        f"        <item>\r\n            <title>{title}</title>\r\n            <link><![CDATA[{link}]]></link>\r\n"
        f"            <guid><![CDATA[{link}]]></guid>\r\n            <description><![CDATA[{title}]]></description>\r\n"
        f"            <category>{category}</category>\r\n            <pubDate><![CDATA[{published}]]></pubDate>    \r\n        </item>\r\n"
    )


def feed(*items: str, url: str = FEED_URL) -> Page:
    head = '<?xml version="1.0" encoding="utf-8" ?>\r\n<rss version="2.0">\r\n    <channel>\r\n        <title>Releases</title>\r\n'
    return Page(url, ("\ufeff" + head + "".join(items) + "    </channel>\r\n</rss>").encode())


def page(
    *paragraphs: str,
    title: str = STATEMENT,
    day: str = "May 7, 2031",
    released: str | None = "For release at 2:00 p.m. EDT",
    url: str = STATEMENT_URL,
    says: str | None = STATEMENT_URL,
    note: str = "",
    quote: str = '"',
) -> Page:
    """A page of today's markup: `released` None leaves the release line out, `says` None the page's own address."""
    stated = f'<meta property="og:url" content="{says}" />' if says else ""
    release_line = f"<p class={quote}releaseTime{quote}>{released}     " if released else ""
    note_link = f'<p><a href="{note}">Implementation Note issued {day}</a></p>' if note else ""
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Federal Reserve Board - {title}</title>{stated}</head>
<body><nav><p>January 1, 1999</p></nav><div id="content">
<div id="article">
  <div class={quote}heading col-xs-12 col-sm-8{quote}>
    <p class={quote}article__time{quote}>{day}</p>
    <h3 class={quote}title{quote}>{title}</h3>
    {release_line}
    <ul class="list-unstyled"><li class="share">Share<ul><li>Elsewhere</li></ul></li></ul>
  </div>
  <div class="col-xs-12 col-sm-4 hidden-sm"></div>
  <div class="col-xs-12 col-sm-8">
    {"".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)}<p>&nbsp;</p>
    <p>For media inquiries, please email <a href="/cdn-cgi/l/email-protection#00"><span>[email&#160;protected]</span></a>.</p>
    {note_link}
  </div></div>
<div id="lastUpdate" class="lastUpdate">Last Update: {day}</div></div><script>var x = "January 2, 1999";</script></body></html>"""
    return Page(url, body.encode())


def note_page(*paragraphs: str, day: str = "May 7, 2031", url: str = NOTE_URL) -> Page:
    return page(*paragraphs, title=f"Implementation Note issued {day}", day=day, released=None, url=url, says=url)


OLD_PAGE = b"""<HTML><HEAD><TITLE>FRB: Press Release -- FOMC statement -- May 4, 2004</TITLE></HEAD><BODY BGCOLOR=white>
<TABLE><TR><TD><A HREF="/">Skip to content</A></TD></TR></TABLE>
<P><FONT SIZE=2><I>Release Date: May 4, 2004</I></FONT>
<HR><H3>For immediate release</H3>
<P>The Federal Open Market Committee decided today to raise its target for the
federal funds rate by 25 basis points to 1 3/4 percent.
<P>The Committee\x92s view is its own.<BR><BR>Voting for the FOMC monetary policy action were: Ann B. Example, Chairman; Carl Sample, Vice
Chairman; and Dora E. Model, Jr.<BR>Voting against the action was: Egon F. Muster.
President Muster preferred no change in the target for the federal funds rate.
<HR><P><A HREF="/">Home</A> | <A HREF="/x">News</A><BR>Accessibility<P><I>Last update: May 4, 2004</I></BODY></HTML>"""
"""Markup of the years around 2004: unclosed paragraphs, Windows quotes, no article element, a mixed number with a blank."""

LEFT_TEXT_PAGE = b"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>FRB: Press Release--Federal Reserve issues FOMC statement--June 1, 2011</title></head>
<body><div id="header">Board of Governors</div><div id="content"><div id="leftText">
<h3>Press Release</h3><p class="date">Release Date: June 1, 2011</p><h3>For release at 12:30 p.m. EDT</h3>
<p>The Committee will maintain the target range for the federal funds rate at 0 to 1/4&nbsp;percent.</p>
<p>A footnote<sup>1</sup> is not a figure, <sup>1</sup>/<sub>2</sub> is.</p>
<p><a href="/newsevents/press/monetary/2011monetary.htm">2011 Monetary policy releases</a></p></div></div>
<div id="footer">Last update: June 1, 2011</div></body></html>"""
"""Markup of 2006 to 2016."""
