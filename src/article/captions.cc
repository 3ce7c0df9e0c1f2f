#include "article/captions.h"

#include <algorithm>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxCreditWords = 14;

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    if (!is_html_space(c) && !inside) ++words;
    inside = !is_html_space(c);
  }
  return words;
}

std::string_view trimmed(std::string_view text) {
  const auto loose = [](char c) {
    return is_html_space(c) || c == '|' || c == '-' || c == '/' || c == ',' || c == ';';
  };
  while (!text.empty() && loose(text.front())) text.remove_prefix(1);
  while (!text.empty() && loose(text.back())) text.remove_suffix(1);
  for (const std::string_view dash : {"\u2014", "\u2013", "\u2022"}) {
    if (text.size() >= 3 && text.substr(text.size() - 3) == dash) text.remove_suffix(3);
    if (text.size() >= 3 && text.substr(0, 3) == dash) text.remove_prefix(3);
  }
  while (!text.empty() && is_html_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_html_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_brackets(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 &&
      ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']')))
    return trimmed(text.substr(1, text.size() - 2));
  return text;
}

bool names_credit(std::string_view lower, const Phrases& phrases) {
  return phrases.find_first(lower, PhraseClass::kCredit) != std::string_view::npos ||
         lower.find("\u00A9") != std::string_view::npos;
}

// Whether a credit may begin here: behind the end of a sentence, a bar, a bracket or a line.
bool may_begin(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  if (at == 0) return true;
  const char c = text[at - 1];
  if (c == '.' || c == '!' || c == '?' || c == ')' || c == '|' || c == '"' || c == '\n' ||
      c == '-' || c == ':' || c == '/')
    return true;
  const std::string_view before = text.substr(0, at);
  for (const std::string_view mark :
       {"\u201D", "\u2014", "\u2013", "\u2019", "\u00BB", "\u3002", "\u2022", "\u2026"})
    if (before.size() >= mark.size() && before.substr(before.size() - mark.size()) == mark)
      return true;
  return false;
}

// "Foto:", "Photo by": words that can only open a credit.
bool says_so(std::string_view lower, const Phrases& phrases) {
  const std::size_t size = phrases.starts_with(lower, PhraseClass::kCredit);
  if (size == 0) return false;
  const std::string_view phrase = lower.substr(0, size);
  return phrase.back() == ':' || phrase.back() == '=' || phrase.substr(0, 8) == "photo by" ||
         phrase.substr(0, 9) == "photos by" || phrase.substr(0, 8) == "foto von" ||
         phrase.substr(0, 7) == "foto de";
}

// Some sites say "Caption:" where only readers of the page's source should see it.
std::string_view without_label(std::string_view text) {
  for (const std::string_view label :
       {"legende:", "caption:", "image caption", "bildunterschrift:", "bild:"})
    if (text.size() > label.size() + 15 && equal_ignoring_case(text.substr(0, label.size()), label))
      return text.substr(label.size());
  return text;
}

}  // namespace

CaptionParts split_caption(std::string_view text, const Phrases& phrases) {
  text = trimmed(without_label(trimmed(text)));
  const std::string lower = lower_case(text);
  const auto make = [&](std::string_view caption, std::string_view credit) {
    return CaptionParts{std::string(trimmed(caption)), std::string(without_brackets(credit))};
  };
  if (lower.size() != text.size() || text.size() > 3000) return make(text, {});
  // A bracket at the end.
  if (!text.empty() && (text.back() == ')' || text.back() == ']')) {
    const std::size_t open = text.rfind(text.back() == ')' ? '(' : '[');
    if (open != std::string_view::npos) {
      const std::string_view inside = std::string_view(lower).substr(open);
      if (count_words(inside) <= kMaxCreditWords &&
          (names_credit(inside, phrases) || (text.back() == ']' && open > 0) ||
           (inside.find('/') != std::string_view::npos && count_words(inside) <= 5)))
        return make(text.substr(0, open), text.substr(open));
    }
  }
  // Words that open a credit, at a place where one may begin.
  for (std::size_t from = 0; from < text.size();) {
    std::size_t at = phrases.find_first(std::string_view(lower).substr(from), PhraseClass::kCredit);
    const std::size_t sign = std::min(lower.find("\u00A9", from), lower.find("copyright", from));
    if (at != std::string_view::npos) at += from;
    at = std::min(at, sign);
    if (at == std::string_view::npos) break;
    if (count_words(text.substr(at)) <= kMaxCreditWords &&
        (may_begin(text, at) || says_so(std::string_view(lower).substr(at), phrases)))
      return make(text.substr(0, at), text.substr(at));
    from = at + 1;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  }
  // "… on Monday. REUTERS/Ana Ruiz", "… Ana Ruiz/AFP": a short tail with an agency.
  const std::size_t stop = text.rfind(". ");
  if (stop != std::string_view::npos && count_words(text.substr(stop + 2)) <= 6 &&
      (names_credit(std::string_view(lower).substr(stop + 2), phrases) ||
       text.find('/', stop) != std::string_view::npos))
    return make(text.substr(0, stop + 1), text.substr(stop + 2));
  return make(text, {});
}

}  // namespace dragoman
