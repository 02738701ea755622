"""Every text that a reader can see is there in every language."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.i18n import N_, NN_, Texts, texts, translations
from bot.languages import LANGUAGES as ENTRIES
from bot.languages import SOURCE
from bot.model import LANGUAGES
from tests.catalogs import DOMAINS, Msgid, extracted, modules

CJK = re.compile(r"[\u4e00-\u9fff]")

TRANSLATED = [lang for lang in ENTRIES if lang != SOURCE]

every_catalog = pytest.mark.parametrize(("domain", "lang"), [(domain, lang) for domain in DOMAINS for lang in TRANSLATED])


def catalog(root: Path, domain: str, lang: str) -> Catalog:
    with (root / "bot/locale" / domain / f"{ENTRIES[lang].locale}.po").open("rb") as file:
        return read_po(file, locale=ENTRIES[lang].locale)


def messages(root: Path, domain: str, lang: str) -> list[Message]:
    """The entries of a catalog, its header aside."""
    return [message for message in catalog(root, domain, lang) if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_but_english_has_its_catalogs(root: Path) -> None:
    assert set(TRANSLATED) == set(LANGUAGES) - {"en"}
    files = {str(path.relative_to(root / "bot/locale")) for path in (root / "bot/locale").rglob("*.po")}
    assert files == {f"{domain}/{ENTRIES[lang].locale}.po" for domain in DOMAINS for lang in TRANSLATED}


@every_catalog
def test_every_text_is_translated(root: Path, domain: str, lang: str) -> None:
    wanted = extracted(root, domain)
    done = {message.id for message in messages(root, domain, lang) if all(forms(message.string)) and not message.fuzzy}
    assert len(wanted) > 10
    assert sorted(map(str, wanted - done)) == []


def test_no_text_hides_in_an_f_string(root: Path) -> None:
    """Where the extraction does not look, a text would stay English for ever."""
    hidden = re.compile(r"""f["'].*\{[^}"]*\.[tn]\('""")
    files = [path for domain in DOMAINS for path in modules(root, domain)]
    assert [f"{path.name}: {line}" for path in files for line in path.read_text().splitlines() if hidden.search(line)] == []


@every_catalog
def test_no_text_is_kept_that_nothing_shows(root: Path, domain: str, lang: str) -> None:
    known = {message.id for message in messages(root, domain, lang)}
    assert sorted(map(str, known - extracted(root, domain))) == []
    assert list(catalog(root, domain, lang).obsolete) == []


@every_catalog
def test_translations_fill_in_the_same_values(root: Path, domain: str, lang: str) -> None:
    """A singular may leave the number out; a translation may not name what the source doesn't."""
    wrong = {}
    for message in messages(root, domain, lang):
        named = fields(forms(message.id)[-1])
        wrong |= {text: named ^ fields(text) for text in forms(message.string) if fields(text) != named}
    assert wrong == {}


@every_catalog
def test_translations_keep_the_markup_and_the_edges(root: Path, domain: str, lang: str) -> None:
    def shape(text: str) -> tuple[Counter[str], bool, bool]:
        return Counter(re.findall(r"</?[a-z]+[^>]*>", text)), text[:1].isspace(), text[-1:].isspace()

    pairs = [(forms(message.id)[-1], text) for message in messages(root, domain, lang) for text in forms(message.string)]
    assert [text for source, text in pairs if shape(source) != shape(text)] == []


@pytest.mark.parametrize(("domain", "lang"), [(domain, lang) for domain in DOMAINS for lang in TRANSLATED if lang.startswith("zh")])
def test_chinese_is_chinese(root: Path, domain: str, lang: str) -> None:
    """What has words in English has Chinese characters: nothing was left as it was. Names, commands and values stay."""
    kept = re.compile(r"\{[^}]*\}|<[^>]*>|/[a-z]+|\b[A-Z][A-Za-z0-9.]*\b|https?://\S+")
    pairs = [(forms(message.id)[-1], text) for message in messages(root, domain, lang) for text in forms(message.string)]
    assert [text for source, text in pairs if re.search(r"[a-z]{3}", kept.sub("", source)) and not CJK.search(text)] == []


@every_catalog
def test_plurals_have_the_languages_number_of_forms(root: Path, domain: str, lang: str) -> None:
    book, wanted = catalog(root, domain, lang), Catalog(locale=ENTRIES[lang].locale)
    assert book.num_plurals == wanted.num_plurals
    assert [message.id for message in book if not isinstance(message.id, str) and len(forms(message.string)) != wanted.num_plurals] == []


# --- the lookup itself


@pytest.fixture
def sample() -> Texts:
    return catalog_of("zh_Hans", {"Impact {impact}": "影响{impact}", ("{count} item", "{count} items"): ("{count}项",), "not done": ""})


def catalog_of(locale: str, entries: Mapping[Msgid, Msgid]) -> Texts:
    """The texts of a catalog that holds these entries."""
    book, file = Catalog(locale=locale), BytesIO()
    for msgid, text in entries.items():
        book.add(msgid, text)
    write_po(file, book)
    return Texts(locale, translations(file.getvalue(), locale))


def test_a_text_comes_in_its_language(sample: Texts) -> None:
    assert sample.t("Impact {impact}", impact=36) == "影响36"


@pytest.mark.parametrize("msgid", ["not done", "not there"])
def test_a_text_that_lacks_its_translation_comes_in_english(sample: Texts, msgid: str) -> None:
    assert sample.t(msgid) == msgid


@pytest.mark.parametrize(("count", "text"), [(0, "0 items"), (1, "1 item"), (2, "2 items")])
def test_english_counts(count: int, text: str) -> None:
    assert texts("alerts", "en").n("{count} item", "{count} items", count) == text


@pytest.mark.parametrize(("count", "text"), [(1, "1项"), (2, "2项")])
def test_chinese_counts(sample: Texts, count: int, text: str) -> None:
    assert sample.n("{count} item", "{count} items", count) == text


@pytest.mark.parametrize(("count", "text"), [(1, "1 операция"), (3, "3 операции"), (11, "11 операций"), (21, "21 операция")])
def test_a_language_counts_by_its_own_plural_forms(count: int, text: str) -> None:
    forms_of_three = ("{count} операция", "{count} операции", "{count} операций")
    russian = catalog_of("ru", {("{count} operation", "{count} operations"): forms_of_three})
    assert russian.n("{count} operation", "{count} operations", count) == text


def test_a_count_without_translation_comes_in_english(sample: Texts) -> None:
    assert sample.n("{count} day of {what}", "{count} days of {what}", 3, what="repo") == "3 days of repo"


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="fr"):
        texts("alerts", "fr")


def test_marking_a_text_leaves_it_as_it_is() -> None:
    assert N_("up") == "up"
    assert NN_("day", "days") == ("day", "days")
