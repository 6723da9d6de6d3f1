"""mrkdwn becomes what Slack shows, and never more HTML than that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.slack.mrkdwn import to_html, to_plain


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <del>gone</del>"),
        ("a*b*c 2 * 3 * 4", "a*b*c 2 * 3 * 4"),
        ("`a *b* <c>`", "<code>a *b* &lt;c&gt;</code>"),
        ("```\nx\n```", "<pre>x</pre>"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<https://x.y/?a=1&amp;b=2|*name*>", 'href="https://x.y/?a=1&amp;b=2"'),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<!channel> <@U1>", '<span class="mention">@channel</span> <span class="mention">@U1</span>'),
        ("<!date^0^{date}|then>", "1970-01-01 00:00 UTC"),
        ("&gt; quoted", "<blockquote>quoted</blockquote>"),
        (":rotating_light: :unknown:", "🚨 :unknown:"),
        ("\ue0000\ue001 `x`", "0 <code>x</code>"),
    ],
)
def test_what_slack_formats(text: str, html: str) -> None:
    """Each sign as Slack reads it."""
    assert html in to_html(text)


@given(st.text(alphabet="<>&|`*_~:!@# \n\ue000\ue001ahtps/=\"'0123456789^"))
def test_nothing_gets_through(text: str) -> None:
    """Whatever is written, only the tags of this module come out, and every quote is inside or escaped."""
    for html in (to_html(text), to_plain(text)):
        tags = re.findall(r"<[^>]*>", html)
        known = r'</?(strong|em|del|code|pre|blockquote|a|span)( (href|rel|target|class)="[^"<>]*")*>'
        assert all(re.fullmatch(known, tag) for tag in tags)
        assert "<" not in re.sub(known, "", html)
