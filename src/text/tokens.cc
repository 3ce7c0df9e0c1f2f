#include "text/tokens.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace dragoman::text {
namespace {

bool is_ascii_alnum(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9');
}

bool is_local_part(char32_t c) {
  return is_ascii_alnum(c) || c == U'.' || c == U'_' || c == U'-' || c == U'+' || c == U'%';
}

bool is_currency(char32_t c) { return u_charType(static_cast<UChar32>(c)) == U_CURRENCY_SYMBOL; }

// Signs that people repeat for ornament; a run of one of them is one token.
bool repeats(char32_t c) {
  switch (c) {
    case U'*':
    case U'=':
    case U'_':
    case U'~':
    case U'+':
    case U'#':
    case U'|':
    case U'^':
    case U'<':
    case U'>':
    case U'-':
    case U'\\':
    case U'$':
    case 0x2013:
    case 0x2014:
      return true;
    default:
      return false;
  }
}

bool is_emoji(char32_t c) {
  return c >= 0x2190 && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC);
}
bool is_regional(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

}  // namespace

void Tokenizer::tokenize(Span region, std::vector<Span>& out) {
  find_chunks(region);
  quoted_ = false;
  for (std::size_t k = 0; k < chunks_.size(); ++k) tokenize_chunk(k, out);
}

void Tokenizer::find_chunks(Span region) {
  chunks_.clear();
  const std::string_view part = text_.substr(0, region.end);
  std::size_t begin = region.begin, length = 0;
  bool glued = false;
  for (std::size_t i = region.begin; i < part.size();) {
    const std::size_t start = i;
    if (kind_of(next_code_point(part, i)) == CharKind::kBlank) {
      if (length > 0)
        chunks_.push_back(
            {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(start)}, glued});
      length = 0;
      glued = false;
    } else if (length++ == 0) {
      begin = start;
    } else if (length == kLongestChunk) {
      chunks_.push_back(
          {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)}, glued});
      length = 0;
      glued = true;
    }
  }
  if (length > 0)
    chunks_.push_back(
        {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(part.size())}, glued});
}

Char Tokenizer::ahead() const {
  if (chunk_ + 1 >= chunks_.size()) return {};
  std::size_t i = chunks_[chunk_ + 1].span.begin;
  const auto start = static_cast<std::uint32_t>(i);
  const char32_t c = next_code_point(text_, i);
  return {c, start, kind_of(c)};
}

void Tokenizer::tokenize_chunk(std::size_t k, std::vector<Span>& out) {
  chunk_ = k;
  out_ = &out;
  decode(text_, chunks_[k].span, chars_);
  end_ = chunks_[k].span.end;
  // The common case: a plain word.
  if (std::all_of(chars_.begin(), chars_.end(), [](const Char& c) { return is_letter(c.kind); }) &&
      (chars_.size() > 3 || !lexicon_.is_emoticon(slice_of(0, chars_.size())))) {
    emit(0, chars_.size());
    return;
  }
  if (take_whole_chunk()) return;
  for (std::size_t i = 0; i < chars_.size();) i = take(i);
}

// Ornaments ("--->", "|-----+"), names of files and hosts with hyphens in them.
bool Tokenizer::take_whole_chunk() {
  const std::size_t n = chars_.size();
  const auto ornament = [](const Char& c) {
    return repeats(c.c) || c.c == U'{' || c.c == U'}' || c.c == U'/';
  };
  if (n > 1 && std::all_of(chars_.begin(), chars_.end(), ornament)) {
    emit(0, n);
    return true;
  }
  std::size_t first = 0, last = n;
  while (first < n &&
         (is_opener(at(first)) || is_double_quote(at(first)) || is_apostrophe(at(first))))
    ++first;
  while (last > first && !is_ascii_alnum(at(last - 1))) --last;
  std::size_t dot = last;
  while (dot > first && is_ascii_alnum(at(dot - 1))) --dot;
  if (dot == first || at(dot - 1) != U'.' || last - dot < 2) return false;
  bool cut = false;  // some rule below would cut inside the name
  for (std::size_t i = first; i < last; ++i) {
    const char32_t c = at(i);
    if (c == U'-' || c == U'_' || c == U'#' || c == U'~')
      cut = true;
    else if (!is_ascii_alnum(c) && c != U'.')
      return false;
  }
  const std::string ending = lower_of(dot, last);
  if (!cut || !(lexicon_.is_file(ending) || lexicon_.is_domain(ending))) return false;
  for (std::size_t i = 0; i < first;) i = take_signs(i);
  emit(first, last);
  for (std::size_t i = last; i < n;) i = take(i);
  return true;
}

std::size_t Tokenizer::take(std::size_t i) {
  if (const std::size_t end = take_link(i)) return end;
  if (const std::size_t end = take_kept(i)) return end;
  if (const std::size_t end = take_face(i)) return end;
  const CharKind k = kind(i);
  if (k == CharKind::kDigit) return take_number(i);
  if (is_apostrophe(at(i))) return take_apostrophe(i);
  if (is_word(k)) return take_word(i);
  return take_signs(i);
}

// URLs and addresses. 0 = none here.
std::size_t Tokenizer::take_link(std::size_t i) {
  const std::size_t n = chars_.size();
  const char32_t c = at(i);
  if (!is_ascii_alnum(c)) return 0;
  if (i > 0 && is_ascii_alnum(at(i - 1))) return 0;
  const auto starts = [&](std::string_view prefix) {
    for (std::size_t k = 0; k < prefix.size(); ++k)
      if (u_tolower(static_cast<UChar32>(at(i + k))) != prefix[k]) return false;
    return word_at(i + prefix.size());
  };
  if (starts("http://") || starts("https://") || starts("ftp://") || starts("www.") ||
      starts("mailto:")) {
    std::size_t end = i;
    int open = 0;  // unbalanced round and square brackets
    for (; end < n; ++end) {
      const char32_t e = at(end);
      if (e == U'<' || e == U'>' || e == U'|' || is_double_quote(e)) break;
      if (e == U'(' || e == U'[') ++open;
      if ((e == U')' || e == U']') && --open < 0) break;
    }
    while (end > i + 1 &&
           (is_terminal(at(end - 1)) || is_apostrophe(at(end - 1)) || at(end - 1) == U',' ||
            at(end - 1) == U';' || at(end - 1) == U':' || at(end - 1) == U'*'))
      --end;
    emit(i, end);
    return end;
  }
  // local@domain; RFC 5321 bounds both sides, so the look ahead is bounded too.
  std::size_t k = i;
  while (k < n && k - i < 64 && is_local_part(at(k))) ++k;
  if (at(k) != U'@' || !is_ascii_alnum(at(k + 1))) return 0;
  std::size_t end = k + 1;
  while (end < n &&
         (is_ascii_alnum(at(end)) || at(end) == U'.' || at(end) == U'-' || at(end) == U'_'))
    ++end;
  while (end > k + 2 && !is_ascii_alnum(at(end - 1))) --end;
  emit(i, end);
  return end;
}

std::size_t Tokenizer::take_face(std::size_t i) {
  const char32_t c = at(i);
  if (c > 0x7F || (i > 0 && word_at(i) && word_at(i - 1))) return 0;
  for (std::size_t length = Lexicon::kLongestEmoticon; length >= 2; --length) {
    const std::size_t end = i + length;
    if (end > chars_.size() || word_at(end) || !lexicon_.is_emoticon(slice_of(i, end))) continue;
    // A bracket after a word closes what it opened: "(see p. 3:)" is rare, "):" is not a face
    // there.
    if (word_at(i) && i > 0) continue;
    if (is_closer(c) && i > 0) continue;
    // "10:/", "a:/": a colon or equals sign right after a figure is no pair of eyes.
    if (i > 0 && kind(i - 1) == CharKind::kDigit && (at(i + 1) == U'/' || at(i + 1) == U'\\'))
      continue;
    emit(i, end);
    return end;
  }
  return 0;
}

std::size_t Tokenizer::take_kept(std::size_t i) {
  const char32_t c = at(i);
  const bool can_begin = is_apostrophe(c) || (c < 0x80 && is_letter(kind(i)));
  if (!can_begin || (i > 0 && word_at(i - 1))) return 0;
  // Only words with a sign in the first few characters can be in the table.
  for (std::size_t length = std::min(Lexicon::kLongestKept, chars_.size() - i); length >= 2;
       --length) {
    const std::size_t end = i + length;
    if (word_at(end) || (word_at(end - 1) && is_hyphen(at(end)))) continue;
    bool signs = false;
    for (std::size_t k = i; k < end; ++k) signs = signs || !is_word(kind(k));
    if (!signs || !lexicon_.is_kept(lower(normal_form(slice_of(i, end))))) continue;
    emit(i, end);
    return end;
  }
  return 0;
}

std::size_t Tokenizer::take_signs(std::size_t i) {
  const char32_t c = at(i);
  std::size_t end = i + 1;
  if (is_terminal(c)) {
    while (is_terminal(at(end))) ++end;
    // ".5" at the start of a figure.
    if (c == U'.' && end == i + 1 && i == 0 && kind(end) == CharKind::kDigit) {
      while (kind(end) == CharKind::kDigit) ++end;
    } else if (c == U'.' && end == i + 1 && is_letter(kind(end))) {  // ".doc"
      std::size_t k = end;
      while (is_letter(kind(k)) && k - end < 5) ++k;
      if (!word_at(k) && lexicon_.is_file(lower_of(end, k))) end = k;
    }
  } else if (c == U'[' && (at(end) == U'.' || at(end) == 0x2026)) {
    std::size_t k = end;
    while (at(k) == U'.' || at(k) == 0x2026) ++k;
    if (at(k) == U']') end = k + 1;
  } else if ((c == U'#' || c == U'@') && (i == 0 || !word_at(i - 1)) &&
             (is_letter(kind(end)) || at(end) == U'_')) {
    while (word_at(end) || at(end) == U'_') ++end;
  } else if ((c == U'+' || c == U'-' || c == 0x2212) && i == 0 && kind(end) == CharKind::kDigit) {
    return take_number(i);
  } else if ((c == U'"' && at(end) == U'"') || (is_regional(c) && is_regional(at(end)))) {
    ++end;
  } else if (repeats(c)) {
    while (at(end) == c) ++end;
  } else if (is_emoji(c)) {
    for (;;) {
      if (at(end) == 0xFE0F || is_skin_tone(at(end)))
        ++end;
      else if (at(end) == 0x200D && is_emoji(at(end + 1)))
        end += 2;
      else
        break;
    }
  }
  // A mark belongs to the sign that it stands on.
  while (end < chars_.size() && kind(end) == CharKind::kLetter &&
         (u_getCombiningClass(static_cast<UChar32>(at(end))) != 0 || at(end) == 0xFE0F))
    ++end;
  emit(i, end);
  return end;
}

std::size_t Tokenizer::take_apostrophe(std::size_t i) {
  const bool at_start = i == 0 || !word_at(i - 1);
  // Two of them are a double quotation mark.
  if (is_apostrophe(at(i + 1))) {
    emit(i, i + 2);
    return i + 2;
  }
  // '90s, '02
  if (at_start && kind(i + 1) == CharKind::kDigit && kind(i + 2) == CharKind::kDigit) {
    std::size_t end = i + 3;
    if (at(end) == U's') ++end;
    if (!word_at(end)) {
      emit(i, end);
      return end;
    }
  }
  if (at_start && word_at(i + 1))
    quoted_ = true;
  else if (!word_at(i + 1))
    quoted_ = false;
  emit(i, i + 1);
  return i + 1;
}

// Figures with their inner signs: 1,200.5 · 7:30 · 11/28/2000 · 713-853-3989; then what is glued
// on.
std::size_t Tokenizer::take_number(std::size_t i) {
  const auto digit = [&](std::size_t k) { return kind(k) == CharKind::kDigit; };
  std::size_t end = i;
  if (!digit(end)) ++end;  // the sign before it
  bool plain = true;       // digits, commas and points only: may carry a unit
  const auto run = [&] {
    while (digit(end)) ++end;
  };
  run();
  for (;;) {
    const char32_t c = at(end);
    if (!digit(end + 1)) break;
    if (c == U',') {
      if (!(digit(end + 2) && digit(end + 3)) || digit(end + 4)) break;
    } else if (c == U':' || c == U'/') {
      plain = false;
    } else if (c != U'.') {
      break;
    }
    ++end;
    run();
  }
  // Groups joined by hyphens: telephone numbers, post codes and dates stay whole, ranges do not.
  if (is_hyphen(at(end)) && digit(end + 1)) {
    std::vector<std::size_t> groups{end - i};
    std::size_t k = end;
    while (is_hyphen(at(k)) && digit(k + 1)) {
      const std::size_t start = ++k;
      while (digit(k)) ++k;
      groups.push_back(k - start);
    }
    const bool bare =
        std::all_of(chars_.begin() + static_cast<std::ptrdiff_t>(i),
                    chars_.begin() + static_cast<std::ptrdiff_t>(end),
                    [](const Char& x) { return x.kind == CharKind::kDigit || x.c == U'+'; });
    const bool pair = groups.size() == 2 && groups[1] == 4 &&
                      (groups[0] == 3 || groups[0] == 5 || groups[0] == 1);
    if (bare && (groups.size() > 2 || pair) && !word_at(k)) {
      emit(i, k);
      return k;
    }
    emit(i, end);
    emit(end, end + 1);
    return end + 1;
  }
  if (!is_letter(kind(end))) {
    // 80's
    if (is_apostrophe(at(end)) && (at(end + 1) == U's' || at(end + 1) == U'S') && !word_at(end + 2))
      end += 2;
    if (at(end) == U'#' && !word_at(end + 1)) ++end;
    emit(i, end);
    return end;
  }
  std::size_t letters = end;
  while (is_letter(kind(letters))) ++letters;
  const std::string_view glued = slice_of(end, letters);
  const bool lower_case = std::all_of(chars_.begin() + static_cast<std::ptrdiff_t>(end),
                                      chars_.begin() + static_cast<std::ptrdiff_t>(letters),
                                      [](const Char& x) { return x.kind == CharKind::kLower; });
  const std::string low = lower(glued);
  const bool ordinal = low == "st" || low == "nd" || low == "rd" || low == "th" || low == "s";
  if (!ordinal && kind(letters) != CharKind::kDigit &&
      (lexicon_.is_unit(glued) || (plain && lower_case && letters - end > 3 && low != "ers"))) {
    emit(i, end);
    return end;
  }
  return take_word(i);
}

std::size_t Tokenizer::end_of_letters(std::size_t i) const {
  const std::size_t begin = i;
  for (;; ++i) {
    if (word_at(i) || at(i) == U'_') continue;
    const char32_t c = at(i);
    if (i == begin || !word_at(i - 1)) break;
    if (is_apostrophe(c) && is_letter(kind(i + 1))) continue;
    // A&E, AT&T: short names only.
    if (c == U'&' && i - begin <= 4 && is_letter(kind(i + 1)) && i < begin + 5) {
      std::size_t k = i + 1;
      while (word_at(k)) ++k;
      if (k - i <= 4) continue;
      break;
    }
    // Words disguised: "f*ck", "$h*t".
    if ((c == U'*' || c == U'$') && kind(i - 1) == CharKind::kLower) {
      std::size_t k = i;
      while (at(k) == c) ++k;
      if (kind(k) == CharKind::kLower) {
        i = k - 1;
        continue;
      }
    }
    break;
  }
  return i;
}

std::size_t Tokenizer::take_word(std::size_t i) {
  const std::size_t begin = i;
  std::size_t end = end_of_letters(i);
  if (end == begin) ++end;  // cannot be, but always move on
  // US$
  if (is_currency(at(end)) && end - begin <= 3 && kind(begin) == CharKind::kUpper &&
      !is_letter(kind(end + 1))) {
    emit(begin, end + 1);
    return end + 1;
  }
  if (at(end) == U'.' && word_at(end + 1)) return take_dotted(begin, end);
  while (is_hyphen(at(end)) && word_at(end + 1)) {
    const std::size_t next = end_of_letters(end + 1);
    if (!keeps_hyphen(begin, end, next)) {
      emit(begin, end);
      emit(end, end + 1);
      return end + 1;
    }
    end = next;
    if (at(end) == U'.' && word_at(end + 1)) break;
  }
  // A word broken off: "th- the", "f- he".
  if (is_hyphen(at(end)) && end + 1 == chars_.size() && end - begin <= 4) {
    const Char next = ahead();
    const bool consonants =
        end - begin <= 2 &&
        std::none_of(chars_.begin() + static_cast<std::ptrdiff_t>(begin),
                     chars_.begin() + static_cast<std::ptrdiff_t>(end), [](const Char& c) {
                       return c.kind != CharKind::kLower ||
                              std::u32string_view(U"aeiou").find(c.c) != std::u32string_view::npos;
                     });
    if (consonants) {
      emit(begin, end + 1);
      return end + 1;
    }
    if (is_letter(next.kind) &&
        u_tolower(static_cast<UChar32>(next.c)) == u_tolower(static_cast<UChar32>(at(begin))) &&
        chunk_ + 1 < chunks_.size() &&
        lower(slice(text_, chunks_[chunk_ + 1].span)).rfind(lower_of(begin, end), 0) == 0) {
      emit(begin, end + 1);
      return end + 1;
    }
  }
  return end_word(begin, end);
}

// begin … i is a word, at i stands a full stop with a letter or digit behind it.
std::size_t Tokenizer::take_dotted(std::size_t begin, std::size_t i) {
  std::vector<std::size_t> ends{i};  // of the parts
  std::size_t end = i;
  std::size_t singles =
      i - begin == 1 && is_letter(kind(begin)) ? 1 : 0;  // leading parts of one letter
  bool short_parts = i - begin <= 2, lower_case = true;
  while (at(end) == U'.' && word_at(end + 1) && end - begin < kLongestDotted) {
    const std::size_t start = end + 1;
    end = start;
    while (word_at(end) || at(end) == U'_' || (is_hyphen(at(end)) && word_at(end + 1))) ++end;
    if (singles == ends.size() && end - start == 1 && is_letter(kind(start))) ++singles;
    short_parts = short_parts && end - start <= 2;
    lower_case = lower_case && kind(start) == CharKind::kLower;
    ends.push_back(end);
  }
  const std::size_t last = ends[ends.size() - 2] + 1;
  const std::string ending = lower_of(last, end);
  const bool acronym = singles == ends.size() ||
                       lexicon_.abbreviation(slice_of(begin, end)) == Abbreviation::kAcronym;
  // "U.S.-led", "U.S.'s"
  if (acronym) {
    const bool ellipsis = at(end + 1) == U'.' && at(end + 2) == U'.';
    if (at(end) == U'.' && !word_at(end + 1) && !ellipsis) ++end;
    if (is_apostrophe(at(end)) && (at(end + 1) == U's' || at(end + 1) == U'S') && !word_at(end + 2))
      end += 2;
    emit(begin, end);
    return end;
  }
  const bool first_is_digit = kind(last) == CharKind::kDigit && kind(last - 2) == CharKind::kDigit;
  if (lexicon_.is_domain(ending) || lexicon_.is_file(ending) || first_is_digit ||
      (ends.size() > 2 && lower_case && kind(begin) == CharKind::kLower)) {
    if (at(end) == U'/') {  // a path behind a host
      while (end < chars_.size() && !is_double_quote(at(end)) && !is_closer(at(end))) ++end;
      while (end > last && !word_at(end - 1) && at(end - 1) != U'/') --end;
    }
    return end_word(begin, end);
  }
  // "J.Smith", "J.D.Vance": the initials, then the name.
  if (singles > 0 && kind(begin) == CharKind::kUpper) {
    const std::size_t cut = ends[singles - 1] + 1;
    emit(begin, cut);
    return cut;
  }
  // "Dr.Smith", "No.10"
  const Abbreviation a = lexicon_.abbreviation(slice_of(begin, i));
  if (a == Abbreviation::kTitle ||
      (a == Abbreviation::kNumber && kind(i + 1) == CharKind::kDigit)) {
    emit(begin, i + 1);
    return i + 1;
  }
  // Two sentences without a blank, or a version ("V2.0").
  if (kind(i + 1) == CharKind::kDigit && kind(i - 1) == CharKind::kDigit)
    return end_word(begin, end);
  emit(begin, i);
  emit(i, i + 1);
  return i + 1;
}

// The word begin … end is known; what may still belong to it is an apostrophe or a full stop.
std::size_t Tokenizer::end_word(std::size_t begin, std::size_t end) {
  if (is_apostrophe(at(end)) && !is_apostrophe(at(end + 1)) && !word_at(end + 1)) {
    const char32_t last = at(end - 1);
    const bool sibilant = last == U's' || last == U'S' || last == U'z' || last == U'x';
    const bool more = end + 1 == chars_.size() ? is_word(ahead().kind) : is_hyphen(at(end + 1));
    const bool dropped = end - begin > 3 && last == U'n' && at(end - 2) == U'i';  // "goin'"
    if (!quoted_ && ((sibilant && more) || dropped)) ++end;
  } else if (at(end) == U'.' && at(end + 1) != U'.' && full_stop_belongs(begin, end)) {
    ++end;
  }
  emit(begin, end);
  return end;
}

bool Tokenizer::full_stop_belongs(std::size_t begin, std::size_t end) const {
  // What comes next, behind closing signs.
  std::size_t next = end + 1;
  const char32_t directly = at(next);
  if (directly == U',' || directly == U';' || directly == U':') {
    if (kind(end - 1) == CharKind::kDigit) return false;
    return end - begin <= 5;
  }
  while (next < chars_.size() &&
         (is_closer(at(next)) || is_double_quote(at(next)) || is_apostrophe(at(next))))
    ++next;
  const bool closed = next > end + 1;
  const Char follows = next < chars_.size() ? chars_[next] : ahead();
  const bool ends = follows.kind == CharKind::kBlank;  // the paragraph ends here
  if (end - begin == 1 && is_letter(kind(begin))) {
    if (ends || closed) return false;
    if (kind(begin) != CharKind::kUpper) {  // "c. 1871", "p. 12"
      return follows.kind == CharKind::kDigit &&
             lexicon_.abbreviation(slice_of(begin, end)) == Abbreviation::kNumber;
    }
    if (follows.kind == CharKind::kLower) return true;
    // "I." is an initial only between parts of a name.
    const bool first = out_->empty();
    const CharKind before = first ? CharKind::kBlank : [&] {
      std::size_t k = out_->back().begin;
      return kind_of(next_code_point(text_, k));
    }();
    const bool name_before = before == CharKind::kUpper;
    if (at(begin) == U'I' && !name_before) return false;
    return is_letter(follows.kind) || is_opener(follows.c) || is_double_quote(follows.c);
  }
  switch (lexicon_.abbreviation(slice_of(begin, end))) {
    case Abbreviation::kNone:
      return false;
    case Abbreviation::kTitle:
      return !ends && !closed;
    case Abbreviation::kNumber:
      return !closed && (follows.kind == CharKind::kDigit || follows.c == U'#');
    case Abbreviation::kPlain:
      return !ends;
    case Abbreviation::kWeak:
      return !ends && !closed &&
             (follows.kind == CharKind::kDigit || follows.kind == CharKind::kLower) &&
             (kind(begin) == CharKind::kUpper || follows.kind == CharKind::kDigit);
    case Abbreviation::kAcronym:
      return true;
  }
  return false;
}

bool Tokenizer::keeps_hyphen(std::size_t begin, std::size_t hyphen, std::size_t end) const {
  std::size_t part = hyphen;  // the part right before the hyphen
  while (part > begin && !is_hyphen(at(part - 1))) --part;
  const std::string before = lower_of(part, hyphen), after = lower_of(hyphen + 1, end);
  if (lexicon_.is_prefix(before) && part == begin) return true;
  if (lexicon_.is_suffix(after)) return true;
  const bool letters = is_letter(kind(begin)) && is_letter(kind(hyphen + 1));
  if (letters && part == begin && end - hyphen == 2 && after == "e") return true;  // "Naqsh-e"
  // Two syllables of a given name, and no third part.
  if (part == begin && kind(begin) == CharKind::kUpper && !is_hyphen(at(end))) {
    std::string second = after;
    if (const std::size_t mark = second.find_first_of("'\xE2"); mark != std::string::npos)
      second.resize(mark);
    return lexicon_.is_syllable(before) && lexicon_.is_syllable(second);
  }
  return false;
}

}  // namespace dragoman::text
