#include "article/phrases.h"

#include <algorithm>
#include <array>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::string_view kClassNames[kPhraseClasses] = {
    "navigation", "share",  "subscribe", "consent", "related", "comment", "login", "legal",
    "credit",     "byline", "date",      "advert",  "bio",     "audio",   "video"};

// Whether a phrase may begin or end between these two bytes: not inside a word.
bool is_word_byte(unsigned char c) { return is_ascii_letter(c) || is_ascii_digit(c); }

bool is_edge(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return true;
  const auto before = static_cast<unsigned char>(text[at - 1]);
  const auto after = static_cast<unsigned char>(text[at]);
  if ((after & 0xC0) == 0x80) return false;  // inside a character
  if (is_word_byte(before) && is_word_byte(after)) return false;
  // Scripts with blanks: Latin with marks, Greek, Cyrillic, Arabic.
  const auto spaced = [](unsigned char lead) { return lead >= 0xC3 && lead <= 0xDF; };
  std::size_t lead = at - 1;
  while (lead > 0 && (static_cast<unsigned char>(text[lead]) & 0xC0) == 0x80) --lead;
  const bool word_before = is_word_byte(before) || spaced(static_cast<unsigned char>(text[lead]));
  return !(word_before && (is_word_byte(after) || spaced(after)));
}

}  // namespace

Result<Phrases> Phrases::open(const Resources& resources) {
  const auto table = resources.table("data/furniture.tsv");
  if (!table) return tl::unexpected(table.error());
  const auto phrase = table->column("phrase");
  if (!phrase) return tl::unexpected(phrase.error());
  const auto cls = table->column("class");
  if (!cls) return tl::unexpected(cls.error());
  Phrases out;
  for (const Tsv::Row& row : table->rows()) {
    const auto name = std::find(std::begin(kClassNames), std::end(kClassNames), row.cells[*cls]);
    if (name == std::end(kClassNames))
      return fail(ErrorCode::kData, "no such class: " + row.cells[*cls], table->place(row));
    out.add(lower_case(row.cells[*phrase]),
            static_cast<PhraseClass>(name - std::begin(kClassNames)));
  }
  return out;
}

void Phrases::add(std::string_view phrase, PhraseClass cls) {
  if (phrase.empty()) return;
  std::uint32_t node = 0;
  for (const char c : phrase) {
    const auto byte = static_cast<unsigned char>(c);
    std::uint32_t next = step(node, byte);
    if (next == 0) {
      next = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
      auto& list = nodes_[node].next;
      list.insert(
          std::lower_bound(list.begin(), list.end(), std::make_pair(byte, std::uint32_t{0})),
          {byte, next});
    }
    node = next;
  }
  first_[static_cast<unsigned char>(phrase[0])] = step(0, static_cast<unsigned char>(phrase[0]));
  nodes_[node].classes |= static_cast<std::uint16_t>(1u << static_cast<unsigned>(cls));
}

std::uint32_t Phrases::step(std::uint32_t node, unsigned char byte) const {
  const auto& list = nodes_[node].next;
  if (list.size() < 8) {
    for (const auto& [key, next] : list)
      if (key == byte) return next;
    return 0;
  }
  const auto at =
      std::lower_bound(list.begin(), list.end(), std::make_pair(byte, std::uint32_t{0}));
  return at != list.end() && at->first == byte ? at->second : 0;
}

template <typename F>
void Phrases::matches_at(std::string_view lower, std::size_t at, F each) const {
  if (first_[static_cast<unsigned char>(lower[at])] == 0 || !is_edge(lower, at)) return;
  std::uint32_t node = first_[static_cast<unsigned char>(lower[at])];
  for (std::size_t i = at;;) {
    if (nodes_[node].classes != 0 && is_edge(lower, i + 1)) each(i + 1, nodes_[node].classes);
    if (++i >= lower.size()) return;
    node = step(node, static_cast<unsigned char>(lower[i]));
    if (node == 0) return;
  }
}

PhraseHits Phrases::find(std::string_view lower) const {
  PhraseHits hits;
  // Furniture often begins with an arrow or a bullet.
  std::size_t begin = 0, end = lower.size();
  while (begin < end && static_cast<unsigned char>(lower[begin]) < 0x80 &&
         !is_word_byte(static_cast<unsigned char>(lower[begin])))
    ++begin;
  while (end > begin && static_cast<unsigned char>(lower[end - 1]) < 0x80 &&
         !is_word_byte(static_cast<unsigned char>(lower[end - 1])))
    --end;
  for (std::size_t at = 0; at < lower.size(); ++at) {
    matches_at(lower, at, [&](std::size_t after, std::uint16_t classes) {
      hits.any |= classes;
      if (at > begin) return;
      hits.start |= classes;
      if (after >= end) hits.whole |= classes;
    });
  }
  return hits;
}

std::size_t Phrases::starts_with(std::string_view lower, PhraseClass cls) const {
  std::size_t longest = 0;
  if (lower.empty()) return 0;
  matches_at(lower, 0, [&](std::size_t after, std::uint16_t classes) {
    if ((classes >> static_cast<unsigned>(cls) & 1) != 0) longest = after;
  });
  return longest;
}

std::size_t Phrases::find_first(std::string_view lower, PhraseClass cls) const {
  for (std::size_t at = 0; at < lower.size(); ++at) {
    bool found = false;
    matches_at(lower, at, [&](std::size_t, std::uint16_t classes) {
      found |= (classes >> static_cast<unsigned>(cls) & 1) != 0;
    });
    if (found) return at;
  }
  return std::string_view::npos;
}

Result<StopWords> StopWords::open(const Resources& resources) {
  const auto table = resources.table("data/stop_words.tsv");
  if (!table) return tl::unexpected(table.error());
  const auto language = table->column("language");
  if (!language) return tl::unexpected(language.error());
  const auto words = table->column("words");
  if (!words) return tl::unexpected(words.error());
  StopWords out;
  for (const Tsv::Row& row : table->rows()) {
    if (out.names_.size() >= 32)
      return fail(ErrorCode::kData, "more than 32 languages", table->place(row));
    const std::uint32_t bit = 1u << out.names_.size();
    out.names_.push_back(row.cells[*language]);
    for (const std::string_view word : split(row.cells[*words], ' '))
      out.languages_[text_hash(word)] |= bit;
  }
  return out;
}

std::string StopWords::detect(std::string_view text) const {
  constexpr std::size_t kLookAt = 20000;
  if (text.size() > kLookAt) {
    std::size_t cut = kLookAt;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    text = text.substr(0, cut);
  }
  // By script first.
  std::size_t letters = 0, hangul = 0, kana = 0, han = 0, cyrillic = 0, arabic = 0, greek = 0,
              hebrew = 0, thai = 0, devanagari = 0, georgian = 0, armenian = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (!is_letter_or_digit(c)) continue;
    ++letters;
    if (c < 0x370) continue;
    hangul += c >= 0xAC00 && c <= 0xD7A3;
    kana += c >= 0x3040 && c <= 0x30FF;
    han += c >= 0x3400 && c <= 0x9FFF;
    greek += c < 0x400;
    cyrillic += c >= 0x400 && c < 0x530;
    armenian += c >= 0x530 && c < 0x590;
    hebrew += c >= 0x590 && c < 0x600;
    arabic += c >= 0x600 && c < 0x780;
    devanagari += c >= 0x900 && c < 0x980;
    thai += c >= 0xE00 && c < 0xE80;
    georgian += c >= 0x10A0 && c < 0x1100;
  }
  if (letters < 12) return {};
  const auto mostly = [&](std::size_t n) { return n * 2 > letters; };
  if (hangul * 3 > letters) return "ko";
  if (kana * 6 > letters) return "ja";
  if (mostly(han)) return "zh";
  if (mostly(greek)) return "el";
  if (mostly(hebrew)) return "he";
  if (mostly(thai)) return "th";
  if (mostly(devanagari)) return "hi";
  if (mostly(georgian)) return "ka";
  if (mostly(armenian)) return "hy";
  std::vector<int> votes(names_.size(), 0);
  int words = 0;
  const std::string lower = folded(text);
  for (const std::uint64_t key : word_hashes(lower)) {
    ++words;
    const auto found = languages_.find(key);
    if (found == languages_.end()) continue;
    for (std::size_t k = 0; k < names_.size(); ++k)
      votes[k] += static_cast<int>(found->second >> k & 1);
  }
  const auto best = std::max_element(votes.begin(), votes.end());
  const bool enough = best != votes.end() && *best * 12 >= words && *best > 0;
  if (enough) {
    // Short texts share words with other languages ("I won't go", "die", "man"): English, the
    // language that is coded, is only given up for clear evidence.
    const auto english = std::find(names_.begin(), names_.end(), "en");
    const int for_english =
        english == names_.end() ? 0 : votes[static_cast<std::size_t>(english - names_.begin())];
    if (for_english > 0 && (*best < 4 || *best < 2 * for_english)) return "en";
    if (*best >= 3) return names_[static_cast<std::size_t>(best - votes.begin())];
  }
  if (mostly(arabic)) return "ar";
  if (mostly(cyrillic)) return "ru";
  return {};
}

}  // namespace dragoman
