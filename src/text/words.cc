#include "text/words.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "text/characters.h"

namespace dragoman::text {
namespace {

constexpr std::array<std::string_view, 7> kClitics = {"n't", "'s", "'re", "'ve", "'ll", "'m", "'d"};

// Lower case with plain apostrophes, and where each of its bytes stands in the token. Only the
// last letters matter, so other characters become one byte that matches nothing.
struct Plain {
  std::string text;
  std::vector<std::uint32_t> at;
};

Plain plain(std::string_view token) {
  Plain p;
  for (std::size_t i = 0; i < token.size();) {
    p.at.push_back(static_cast<std::uint32_t>(i));
    const char32_t c = next_code_point(token, i);
    if (is_apostrophe(c))
      p.text += '\'';
    else if (c >= U'A' && c <= U'Z')
      p.text += static_cast<char>(c + 32);
    else
      p.text += c < 0x80 ? static_cast<char>(c) : '\x7F';
  }
  p.at.push_back(static_cast<std::uint32_t>(token.size()));
  return p;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '\x7F'; });
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void word_cuts(const Lexicon& lexicon, std::string_view token, std::vector<std::uint32_t>& cuts) {
  cuts.clear();
  constexpr std::size_t kLongest = 256;  // no such word is longer; bounds the work
  if (token.size() < 2 || token.size() > kLongest) return;
  const Plain p = plain(token);
  if (const std::vector<std::uint32_t>* lengths = lexicon.contraction(p.text)) {
    std::uint32_t at = 0;
    for (std::size_t k = 0; k + 1 < lengths->size(); ++k) cuts.push_back(p.at[at += (*lengths)[k]]);
    return;
  }
  if (p.text.find('\'') == std::string::npos) return;
  std::string_view left = p.text;
  // "wouldn't've": from the end to the front.
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view clitic : kClitics) {
      if (!ends_with(left, clitic)) continue;
      const std::string_view host = left.substr(0, left.size() - clitic.size());
      if (host.empty() || !(has_letter(host) || has_digit(host))) break;
      // "80's" is a plural, "OK'd" a verb form.
      if (clitic == "'s" && !has_letter(host) && ends_with(host, "0")) break;
      if (clitic == "'d" && (!has_letter(host) || lower(token) != token)) {
        const std::string_view surface = token.substr(0, p.at[host.size()]);
        const bool capitals =
            surface.size() > 1 && std::none_of(surface.begin(), surface.end(),
                                               [](char c) { return c >= 'a' && c <= 'z'; });
        if (capitals) break;
      }
      cuts.push_back(p.at[host.size()]);
      left = host;
      found = true;
      break;
    }
  }
  // The possessive of a plural: "the allies' plan".
  if (cuts.empty() && left.size() > 2 && left.back() == '\'') {
    const char before = left[left.size() - 2];
    if (before == 's' || before == 'z' || before == 'x') cuts.push_back(p.at[left.size() - 1]);
  }
  std::reverse(cuts.begin(), cuts.end());
}

}  // namespace dragoman::text
