#include "article/block_stats.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxWords = 1000;  // of a block that are compared
constexpr std::size_t kShortLine = 500;  // bytes: longer ones are no furniture

bool is_quote_mark(char32_t c) {
  return c == '"' || c == '\'' || (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB ||
         c == 0x300C || c == 0x300D || c == 0x300E || c == 0x300F || c == 0x2039 || c == 0x203A;
}
bool is_stop_mark(char32_t c) {
  return c == '.' || c == 0x3002 || c == 0x0964 || c == 0xFF0E || c == 0x06D4;
}
bool is_question_mark(char32_t c) {
  return c == '?' || c == '!' || c == 0xFF1F || c == 0xFF01 || c == 0x061F;
}
bool is_close_bracket(char32_t c) {
  return c == ')' || c == ']' || c == 0xFF09 || c == 0x3011 || c == '>';
}
bool is_comma(char32_t c) { return c == ',' || c == 0x3001 || c == 0xFF0C || c == 0x060C; }

bool is_upper_letter(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c < 0xC0 || (c >= 0x530 && c < 0x10A0) || is_dense_script(c)) return false;
  // Latin, Greek, Cyrillic: an upper-case letter has a lower-case one.
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x400 && c <= 0x42F))
    return true;
  return c >= 0x100 && c < 0x180 && (c & 1) == 0;
}

Ending ending_of(char32_t last, char32_t before) {
  if (last == 0x2026 || (last == '.' && before == '.')) return Ending::kEllipsis;
  if (is_stop_mark(last)) return Ending::kStop;
  if (is_question_mark(last)) return Ending::kQuestion;
  if (last == ':' || last == 0xFF1A) return Ending::kColon;
  if (is_comma(last) || last == ';') return Ending::kComma;
  if (is_quote_mark(last)) return Ending::kQuote;
  if (is_close_bracket(last)) return Ending::kBracket;
  if (last >= '0' && last <= '9') return Ending::kDigit;
  if (is_letter_or_digit(last)) return is_upper_letter(last) ? Ending::kUpper : Ending::kLower;
  return Ending::kOtherMark;
}

Opening opening_of(char32_t c) {
  if (c >= '0' && c <= '9') return Opening::kDigit;
  if (is_quote_mark(c)) return Opening::kQuote;
  if (c == '(' || c == '[' || c == 0x3010 || c == 0xFF08) return Opening::kBracket;
  if (c == 0x2022 || c == '-' || c == '*' || c == 0x2013 || c == 0x2014 || c == 0xB7 || c == '>' ||
      c == 0x25A0 || c == 0x25B6 || c == 0x25CF || c == 0x2192)
    return Opening::kBullet;
  if (is_dense_script(c)) return Opening::kDense;
  if (is_upper_letter(c)) return Opening::kUpper;
  if (c >= 'a' && c <= 'z') return Opening::kLower;
  if (is_letter_or_digit(c)) return Opening::kOtherLetter;
  return Opening::kOther;
}

enum Marks : std::uint16_t {
  kAt = 1,
  kUrl = 2,
  kBar = 4,
  kDot = 8,
  kCopyright = 16,
  kHash = 32,
  kArrow = 64,
  kSlash = 128,
  kPercent = 256,
  kPlusMinus = 512
};

BlockStats measure_block(const PageBlock& block, const Phrases& phrases,
                         const StopWords& stop_words) {
  BlockStats s;
  const std::string& text = block.text;
  s.all_words.reserve(std::min<std::size_t>(kMaxWords, text.size() / 5 + 2));
  char32_t last = 0, before_last = 0, first = 0;
  std::size_t dense = 0, words = 0;
  bool in_word = false, colon_time = false;
  int digit_run = 0, longest_digits = 0;
  std::uint64_t hash = 0xCBF29CE484222325ULL, word = 0xCBF29CE484222325ULL;
  std::size_t word_chars = 0;
  bool word_dense = false, gap = false;
  const auto end_word = [&] {
    if (word_chars == 0) return;
    ++s.plain_words;
    if (s.all_words.size() < kMaxWords) s.all_words.push_back(word);
    const bool stop = stop_words.contains_key(word);
    if (stop) ++s.stop_words;
    if (!stop && (word_chars >= 4 || (word_dense && word_chars >= 2)) && s.long_words.size() < 400)
      s.long_words.push_back(word);
    word = 0xCBF29CE484222325ULL;
    word_chars = 0;
    word_dense = false;
  };
  const auto feed = [](std::uint64_t& h, char32_t c) {
    char bytes[4];
    std::size_t size = 1;
    if (c < 0x80) {
      bytes[0] = static_cast<char>(c);
    } else {
      std::string utf8;
      append_utf8(utf8, c);
      size = utf8.size();
      std::copy(utf8.begin(), utf8.end(), bytes);
    }
    for (std::size_t k = 0; k < size; ++k)
      h = (h ^ static_cast<unsigned char>(bytes[k])) * 0x100000001B3ULL;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    char32_t c = byte;
    if (byte < 0x80) {
      ++i;
    } else {
      c = next_code_point(text, i);
    }
    if (is_blank(c)) {
      in_word = false;
      end_word();
      gap = true;
      continue;
    }
    ++s.chars;
    if (first == 0) first = c;
    before_last = last;
    last = c;
    const bool digit = c >= '0' && c <= '9';
    if (digit) {
      ++s.digits;
      longest_digits = std::max(longest_digits, ++digit_run);
      if (before_last == ':') colon_time = true;
    } else {
      digit_run = 0;
    }
    if (is_letter_or_digit(c)) {
      const bool is_dense = is_dense_script(c);
      if (is_dense) ++dense;
      const bool upper = is_upper_letter(c);
      if (!digit) {
        ++s.letters;
        s.upper += upper;
      }
      if (!in_word) {
        ++words;
        s.capital_words += upper;
      }
      in_word = true;
      const char32_t lower = !upper ? c : c < 0x80 ? c + 32 : lower_letter(c);
      if (gap && hash != 0xCBF29CE484222325ULL) feed(hash, ' ');
      gap = false;
      feed(hash, lower);
      feed(word, lower);
      ++word_chars;
      word_dense |= is_dense;
      continue;
    }
    if (c != '\'' && c != 0x2019) {
      end_word();
      gap = true;
    }
    if (is_comma(c)) ++s.commas;
    if (is_stop_mark(c) || is_question_mark(c)) ++s.stops;
    switch (c) {
      case '@':
        s.marks |= kAt;
        break;
      case '|':
        s.marks |= kBar;
        break;
      case 0xB7:
      case 0x2022:
        s.marks |= kDot;
        break;
      case 0xA9:
      case 0x24D2:
        s.marks |= kCopyright;
        break;
      case '#':
        s.marks |= kHash;
        break;
      case '>':
      case 0xBB:
      case 0x203A:
      case 0x2192:
      case 0x25B6:
        s.marks |= kArrow;
        break;
      case '/':
        s.marks |= kSlash;
        break;
      case '%':
        s.marks |= kPercent;
        break;
      default:
        break;
    }
  }
  end_word();
  s.hash = hash;
  // A word of a dense script is two characters, with blanks (Korean) or without (Chinese).
  s.words = static_cast<float>(dense) / 2 +
            static_cast<float>(words) * (dense * 2 > s.letters ? 0.F : 1.F);
  if (dense * 2 > s.letters) s.words = std::max(s.words, static_cast<float>(s.plain_words));
  s.ending = s.chars == 0 ? Ending::kNothing : ending_of(last, before_last);
  s.opening = opening_of(first);
  if (text.find("http") != std::string::npos || text.find("www.") != std::string::npos)
    s.marks |= kUrl;
  const float chars = static_cast<float>(std::max<std::uint32_t>(1, s.chars));
  s.link_share = std::min(1.F, static_cast<float>(block.link_chars) / chars);
  s.bold_share = std::min(1.F, static_cast<float>(block.emphasis_chars) / chars);
  s.date_shape = static_cast<std::uint8_t>((longest_digits == 4 ? 1 : 0) + (colon_time ? 2 : 0));
  if (s.words > 25 || s.digits == 0) s.date_shape = s.digits == 0 ? 4 : 5;
  s.good = s.words >= 12 && s.link_share < 0.4F && (s.stops > 0 || s.commas > 0 || s.words > 30) &&
           (block.inside & (kInNav | kInFooter | kInButton | kInForm)) == 0;
  if (text.size() <= kShortLine) {
    const std::string lower = lower_case(text);
    s.phrases = phrases.find(lower);
    if (s.ending == Ending::kBracket) {
      s.credit_tail = 1;
      const std::size_t open = std::max(lower.rfind('[') + 1, lower.rfind('(') + 1);
      if (open > 0 && phrases.find_first(std::string_view(lower).substr(open - 1),
                                         PhraseClass::kCredit) != std::string_view::npos)
        s.credit_tail = 2;
    }
  }
  return s;
}

float jaccard(const std::vector<std::uint64_t>& sorted_a,
              const std::vector<std::uint64_t>& sorted_b) {
  if (sorted_a.empty() || sorted_b.empty()) return 0;
  std::size_t both = 0;
  for (std::size_t i = 0, k = 0; i < sorted_a.size() && k < sorted_b.size();) {
    if (sorted_a[i] == sorted_b[k])
      ++both, ++i, ++k;
    else if (sorted_a[i] < sorted_b[k])
      ++i;
    else
      ++k;
  }
  return static_cast<float>(both) / static_cast<float>(sorted_a.size() + sorted_b.size() - both);
}

std::vector<std::uint64_t> sorted_words(std::string_view text) {
  std::vector<std::uint64_t> out = word_hashes(folded(text));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

class PageMeasurer {
 public:
  PageMeasurer(const Page& page, const Declarations& declared, PageStats& out)
      : page_(page), declared_(declared), out_(out) {}

  void measure() {
    const std::size_t n = page_.blocks.size();
    for (const BlockStats& s : out_.blocks)
      if (s.good) out_.good_mass += s.words;
    find_window();
    find_copies();
    compare_with_declarations();
    compare_with_running_text();
    find_title_block();
    weigh_elements();
    out_.after_image.assign(n, 0);
    for (const PageFigure& figure : page_.figures)
      for (std::size_t k = 0; k < 3; ++k) {
        const std::size_t at = static_cast<std::size_t>(figure.first_block) + k;
        if (at < n)
          out_.after_image[at] =
              std::max<std::uint8_t>(out_.after_image[at], static_cast<std::uint8_t>(3 - k));
      }
  }

 private:
  // The stretch with the most running text, furniture counted against it.
  void find_window() {
    float sum = 0, best = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < out_.blocks.size(); ++i) {
      const BlockStats& s = out_.blocks[i];
      sum += s.good ? s.words : -6.F;
      if (sum <= 0) {
        sum = 0;
        begin = i + 1;
      } else if (sum > best) {
        best = sum;
        out_.window_begin = begin;
        out_.window_end = i + 1;
      }
    }
  }

  void find_copies() {
    std::unordered_map<std::uint64_t, std::uint32_t> seen;
    for (const BlockStats& s : out_.blocks) ++seen[s.hash];
    std::unordered_set<std::uint64_t> before;
    out_.copies.assign(page_.blocks.size(), 0);
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const std::uint64_t hash = out_.blocks[i].hash;
      if (page_.is_dump && i + 1 < page_.blocks.size() && page_.blocks[i + 1].glued) {
        out_.copies[i] = 3;
        before.insert(hash);
        continue;
      }
      if (seen[hash] < 2) continue;
      out_.copies[i] = before.insert(hash).second ? 1 : 2;
    }
  }

  void compare_with_declarations() {
    const std::size_t n = page_.blocks.size();
    out_.title_like.assign(n, declared_.titles.empty() ? 6 : 0);
    out_.desc_like.assign(n, declared_.descriptions.empty() ? 5 : 0);
    out_.ld_body.assign(n, declared_.article_body.size() < 200 ? 4 : 0);
    out_.alt_like.assign(n, 0);
    out_.author_like.assign(n, declared_.authors.empty() && declared_.meta_authors.empty() ? 3 : 0);
    std::vector<std::vector<std::uint64_t>> titles, descriptions, authors, alts;
    std::unordered_set<std::uint64_t> title_hashes, alt_hashes;
    for (const std::string& title : declared_.titles) {
      titles.push_back(sorted_words(title));
      title_hashes.insert(text_hash(folded(title)));
    }
    for (const std::string& text : declared_.descriptions)
      descriptions.push_back(sorted_words(text));
    for (const auto* list : {&declared_.authors, &declared_.meta_authors})
      for (const std::string& name : *list)
        if (authors.size() < 12 && !name.empty() && name.size() < 80)
          authors.push_back(sorted_words(name));
    for (const PageFigure& figure : page_.figures)
      if (figure.alt.size() >= 15) alt_hashes.insert(text_hash(folded(figure.alt)));
    std::unordered_set<std::uint64_t> body;
    if (declared_.article_body.size() >= 200) {
      const std::vector<std::uint64_t> words = word_hashes(folded(declared_.article_body));
      for (std::size_t i = 0; i + 3 <= words.size(); ++i)
        body.insert(mix_hash(mix_hash(words[i], words[i + 1]), words[i + 2]));
    }
    for (std::size_t i = 0; i < n; ++i) {
      const BlockStats& s = out_.blocks[i];
      const std::string& text = page_.blocks[i].text;
      if (!alt_hashes.empty() && alt_hashes.contains(s.hash)) out_.alt_like[i] = 1;
      const bool some = !titles.empty() || !descriptions.empty() || !authors.empty();
      if (some && text.size() <= 1200 && s.words >= 1) {
        const std::vector<std::uint64_t>& in_order = s.all_words;
        std::vector<std::uint64_t> words = in_order;
        std::sort(words.begin(), words.end());
        words.erase(std::unique(words.begin(), words.end()), words.end());
        float best = 0;
        for (const auto& title : titles) best = std::max(best, jaccard(words, title));
        if (!titles.empty())
          out_.title_like[i] = title_hashes.contains(s.hash) ? 5
                               : best >= 0.8F                ? 4
                               : best >= 0.6F                ? 3
                               : best >= 0.4F                ? 2
                               : best >= 0.2F                ? 1
                                                             : 0;
        if (!descriptions.empty() && words.size() >= 4) {
          float like = 0, inside = 0;
          for (const auto& text_words : descriptions) {
            like = std::max(like, jaccard(words, text_words));
            inside = std::max(inside, contained(words, text_words));
          }
          out_.desc_like[i] = like >= 0.8F     ? 4
                              : like >= 0.5F   ? 3
                              : inside >= 0.9F ? 2
                              : inside >= 0.6F ? 1
                                               : 0;
        }
        if (!authors.empty() && words.size() <= 60) {
          for (const auto& name : authors)
            if (contained(name, words) >= 0.99F)
              out_.author_like[i] = words.size() <= name.size() + 1
                                        ? 2
                                        : std::max<std::uint8_t>(1, out_.author_like[i]);
        }
        if (!body.empty() && in_order.size() >= 3) count_in_body(i, in_order, body);
      } else if (!body.empty() && s.words >= 3) {
        count_in_body(i, s.all_words, body);
      }
    }
  }

  void count_in_body(std::size_t i, const std::vector<std::uint64_t>& words,
                     const std::unordered_set<std::uint64_t>& body) {
    std::size_t found = 0, all = 0;
    for (std::size_t k = 0; k + 3 <= words.size() && k < 200; ++k, ++all)
      found += body.contains(mix_hash(mix_hash(words[k], words[k + 1]), words[k + 2]));
    if (all == 0) return;
    const float share = static_cast<float>(found) / static_cast<float>(all);
    out_.ld_body[i] = share >= 0.9F ? 3 : share >= 0.5F ? 2 : share > 0.15F ? 1 : 0;
  }

  // Of a dump: the line before the running text that shares most words with it.
  void guess_title_line() {
    float best = 2;
    const std::size_t begin = out_.window_begin < 16 ? 0 : out_.window_begin - 16;
    for (std::size_t i = begin; i < out_.blocks.size() && i <= out_.window_begin + 1; ++i) {
      const BlockStats& s = out_.blocks[i];
      if (s.words < 3 || s.words > 40 || page_.blocks[i].glued) continue;
      float score = out_.title_like[i] == 5 ? 10.F : 0.F;
      score += out_.body_words[i] == 6 ? 0.F : static_cast<float>(out_.body_words[i]);
      if (out_.copies[i] == 1 || out_.copies[i] == 3) score += 2;
      if (s.words >= 5 && s.words <= 25) score += 1.5F;
      if (s.ending == Ending::kStop || s.ending == Ending::kBracket) score -= 1.5F;
      if (s.phrases.whole != 0) score -= 3;
      score -= 0.15F * static_cast<float>(out_.window_begin > i ? out_.window_begin - i : 0);
      if (score <= best) continue;
      best = score;
      out_.title_block = static_cast<std::int32_t>(i);
    }
  }

  void find_title_block() {
    if (page_.is_dump) return guess_title_line();
    float best = 0;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const PageBlock& block = page_.blocks[i];
      if ((block.inside & kInHidden) != 0) continue;
      float score = out_.title_like[i] == 5   ? 3.F
                    : out_.title_like[i] == 4 ? 2.F
                    : out_.title_like[i] == 3 ? 1.F
                                              : 0.F;
      if (block.heading == 1)
        score += 2.2F;
      else if (block.heading == 2)
        score += score > 0 ? 0.8F : 0.F;
      if (out_.blocks[i].words < 2 || (block.inside & (kInNav | kInFooter)) != 0) score -= 1.5F;
      if (out_.blocks[i].link_share > 0.8F) score -= 1.F;
      if (i >= out_.window_begin + 4) score -= 0.6F;
      if (score > best) {
        best = score;
        out_.title_block = static_cast<std::int32_t>(i);
      }
    }
  }

  void weigh_elements() {
    const std::size_t n = page_.blocks.size();
    out_.parent_mass.assign(n, 0);
    out_.grand_mass.assign(n, 0);
    out_.kind_mass.assign(n, 0);
    out_.kind.assign(n, 0);
    out_.in_main.assign(n, page_.is_dump ? 4 : 0);
    if (page_.is_dump) return;
    const auto& containers = page_.containers;
    std::vector<float> mass(containers.size(), 0), direct(containers.size(), 0);
    std::unordered_map<std::uint64_t, float> by_kind;
    const auto parent = [&](std::int32_t c) {
      return c < 0 ? -1 : containers[static_cast<std::size_t>(c)].parent;
    };
    for (std::size_t i = 0; i < n; ++i) {
      const std::int32_t own = page_.blocks[i].container;
      std::uint64_t kind = 7;
      std::int32_t c = own;
      for (int level = 0; level < 3 && c >= 0; ++level, c = parent(c))
        kind = mix_hash(kind, containers[static_cast<std::size_t>(c)].signature);
      out_.kind[i] = kind;
      const BlockStats& s = out_.blocks[i];
      if (!s.good) continue;
      by_kind[kind] += s.words;
      if (own >= 0) mass[static_cast<std::size_t>(own)] += s.words;
    }
    // Children stand behind their parents: one pass from the back sums up subtrees.
    for (std::size_t c = containers.size(); c-- > 0;) {
      direct[c] = mass[c];
      if (containers[c].parent >= 0)
        mass[static_cast<std::size_t>(containers[c].parent)] += mass[c];
    }
    const float all = std::max(1.F, out_.good_mass);
    // The smallest element with most of the running text.
    std::int32_t main = -1;
    for (std::size_t c = 0; c < containers.size(); ++c)
      if (mass[c] >= 0.6F * all) main = static_cast<std::int32_t>(c);
    std::vector<std::uint8_t> below(containers.size(), 0);
    for (std::size_t c = 0; c < containers.size(); ++c)
      below[c] =
          static_cast<std::int32_t>(c) == main ||
          (containers[c].parent >= 0 && below[static_cast<std::size_t>(containers[c].parent)] != 0);
    const std::int32_t above = parent(main), above2 = parent(above);
    std::vector<std::uint8_t> below_above(containers.size(), 0);
    for (std::size_t c = 0; c < containers.size(); ++c)
      below_above[c] = (static_cast<std::int32_t>(c) == above2 && above2 >= 0) ||
                       (containers[c].parent >= 0 &&
                        below_above[static_cast<std::size_t>(containers[c].parent)] != 0);
    for (std::size_t i = 0; i < n; ++i) {
      // The element that begins the block, then what holds it.
      std::int32_t block = page_.blocks[i].container;
      const std::int32_t own = block;
      while (block >= 0 && !begins_block(block)) block = parent(block);
      const std::int32_t up = parent(block), upper = parent(up);
      const auto share = [&](std::int32_t c) {
        return c < 0 ? 0.F : mass[static_cast<std::size_t>(c)] / all;
      };
      out_.parent_mass[i] = up < 0 ? share(block) : share(up);
      out_.grand_mass[i] = upper < 0 ? out_.parent_mass[i] : share(upper);
      out_.kind_mass[i] = by_kind.contains(out_.kind[i]) ? by_kind[out_.kind[i]] / all : 0.F;
      if (own >= 0 && main >= 0) {
        if (below[static_cast<std::size_t>(own)] != 0) {
          std::int32_t c = own;
          int steps = 0;
          while (c != main && steps < 4) c = parent(c), ++steps;
          out_.in_main[i] = steps <= 1 ? 3 : 2;
        } else if (below_above[static_cast<std::size_t>(own)] != 0) {
          out_.in_main[i] = 1;
        }
      }
    }
  }

  bool begins_block(std::int32_t c) const {
    const Container& container = page_.containers[static_cast<std::size_t>(c)];
    return container.tag == container.block_tag;
  }

  void compare_with_running_text() {
    std::unordered_map<std::uint64_t, int> counts;
    for (std::size_t i = out_.window_begin; i < out_.window_end; ++i) {
      if (!out_.blocks[i].good) continue;
      std::vector<std::uint64_t> words = out_.blocks[i].long_words;
      std::sort(words.begin(), words.end());
      words.erase(std::unique(words.begin(), words.end()), words.end());
      for (const std::uint64_t word : words) ++counts[word];
    }
    out_.body_words.assign(out_.blocks.size(), 6);
    for (std::size_t i = 0; i < out_.blocks.size(); ++i) {
      const BlockStats& s = out_.blocks[i];
      if (s.long_words.size() < 2) continue;
      const bool inside = i >= out_.window_begin && i < out_.window_end && s.good;
      std::size_t found = 0;
      for (const std::uint64_t word : s.long_words) {
        const auto at = counts.find(word);
        found += at != counts.end() && at->second > (inside ? 1 : 0);
      }
      const float share = static_cast<float>(found) / static_cast<float>(s.long_words.size());
      out_.body_words[i] = share >= 0.8F   ? 5
                           : share >= 0.6F ? 4
                           : share >= 0.4F ? 3
                           : share >= 0.2F ? 2
                           : share > 0     ? 1
                                           : 0;
    }
  }

  const Page& page_;
  const Declarations& declared_;
  PageStats& out_;
};

}  // namespace

float contained(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& sorted_b) {
  if (a.empty()) return 0;
  std::size_t found = 0;
  for (const std::uint64_t word : a)
    found += std::binary_search(sorted_b.begin(), sorted_b.end(), word);
  return static_cast<float>(found) / static_cast<float>(a.size());
}

PageStats measure_page(const Page& page, const Declarations& declared, const Phrases& phrases,
                       const StopWords& stop_words) {
  PageStats out;
  out.blocks.reserve(page.blocks.size());
  for (const PageBlock& block : page.blocks)
    out.blocks.push_back(measure_block(block, phrases, stop_words));
  PageMeasurer(page, declared, out).measure();
  return out;
}

}  // namespace dragoman
