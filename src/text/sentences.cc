#include "text/sentences.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/tsv.h"
#include "base/utf8.h"
#include "text/characters.h"

namespace dragoman::text {
namespace {

// One letter for what a token looks like.
enum Shape : char {
  kStop = '.',
  kMark = '?',
  kEllipsis = 'e',
  kColon = ':',
  kSemicolon = ';',
  kComma = ',',
  kDash = '-',
  kOpener = '(',
  kCloser = ')',
  kOpenQuote = '<',
  kCloseQuote = '>',
  kSmall = 'x',     // word in small letters
  kCapital = 'X',   // Word
  kThe = 'T',       // Word that is no part of a name
  kCapitals = 'C',  // WORD
  kLone = 'I',      // one capital letter
  kInitial = 'J',   // one capital letter and a full stop
  kTitle = 'A',     // abbreviation that a name follows
  kShort = 'a',     // other abbreviation with its full stop
  kAcronym = 'U',   // with inner full stops
  kNumber = 'd',
  kMixed = 'm',  // letters and digits
  kLink = '@',
  kSign = '#',
  kNoCase = 'l',
  kEdge = '^',  // outside the paragraph
};

bool ends_sentence(char shape) { return shape == kStop || shape == kMark || shape == kEllipsis; }
bool closes(char shape) { return shape == kCloser || shape == kCloseQuote; }
bool has_stop(char shape) {
  return shape == kInitial || shape == kTitle || shape == kShort || shape == kAcronym;
}

struct Item {
  char shape = kEdge;
  bool space = true;          // blank before it
  std::string form;           // small letters, 0 for digits, cut short
  bool quote_open = false;    // before it, inside double quotation marks
  bool bracket_open = false;  // before it, inside brackets
};

char shape_of(const Lexicon& lexicon, std::string_view token) {
  std::size_t i = 0;
  bool letters = false, digits = false, capitals = false, small = false, first_capital = false;
  bool terminals = true, dots = true, dashes = true;
  std::size_t count = 0, inner_dots = 0;
  char32_t first = 0, last = 0;
  // A long token's kind shows in its beginning.
  const std::string_view head = token.substr(0, 64);
  while (i < head.size()) {
    const char32_t c = next_code_point(head, i);
    const CharKind k = kind_of(c);
    if (count == 0) first = c, first_capital = k == CharKind::kUpper;
    ++count;
    last = c;
    letters = letters || is_letter(k);
    digits = digits || k == CharKind::kDigit;
    capitals = capitals || k == CharKind::kUpper;
    small = small || k == CharKind::kLower;
    terminals = terminals && is_terminal(c);
    dots = dots && (c == U'.' || c == 0x2026);
    dashes = dashes && is_dash(c);
    inner_dots += c == U'.' && i < head.size();
  }
  if (!letters && !digits) {
    if (terminals) {
      if (dots) return count > 1 || first == 0x2026 ? kEllipsis : kStop;
      return first == 0x3002 || first == 0xFF0E || first == 0x0964 ? kStop : kMark;
    }
    if (dashes) return kDash;
    if (count == 1) {
      if (first == U',' || first == 0xFF0C || first == 0x3001) return kComma;
      if (first == U':' || first == 0xFF1A) return kColon;
      if (first == U';' || first == 0xFF1B) return kSemicolon;
      if (is_apostrophe(first) || is_double_quote(first))
        return kOpenQuote;  // turned by the caller
      if (is_opener(first)) return kOpener;
      if (is_closer(first)) return kCloser;
    } else if (count == 2 && (is_apostrophe(first) || first == U'"') &&
               (is_apostrophe(last) || last == U'"')) {
      return kOpenQuote;
    }
    return kSign;
  }
  if (token.find("://") != std::string_view::npos || token.find('@') != std::string_view::npos ||
      token.substr(0, 4) == "www.")
    return kLink;
  if (last == U'.' && letters && token.size() <= head.size()) {
    if (count == 2) return capitals ? kInitial : kShort;
    if (inner_dots > 0) return kAcronym;
    return lexicon.abbreviation(token.substr(0, token.size() - 1)) == Abbreviation::kTitle ? kTitle
                                                                                           : kShort;
  }
  if (digits) return letters ? kMixed : kNumber;
  if (count == 1 && capitals) return kLone;
  if (capitals && !small && count > 1) return kCapitals;
  if (first_capital) return kCapital;
  return small ? kSmall : capitals ? kCapital : kNoCase;
}

std::string form_of(std::string_view token) {
  std::string form = lower(normal_form(token.substr(0, std::min<std::size_t>(token.size(), 48))));
  for (char& c : form)
    if (c >= '0' && c <= '9')
      c = '0';
    else if (c == ' ' || c == '\t' || c == '\n')
      c = '_';
  return form.substr(0, 24);
}

std::vector<Item> items_of(const Lexicon& lexicon, std::string_view text,
                           const std::vector<Span>& tokens) {
  std::vector<Item> items(tokens.size());
  bool quote = false;
  int depth = 0;
  for (std::size_t k = 0; k < tokens.size(); ++k) {
    Item& item = items[k];
    const std::string_view token = slice(text, tokens[k]);
    item.shape = shape_of(lexicon, token);
    item.space = k == 0 || tokens[k].begin > tokens[k - 1].end;
    item.quote_open = quote;
    item.bracket_open = depth > 0;
    if (item.shape == kOpenQuote) {
      // Curly marks say what they are; for straight ones, the blanks around them do.
      std::size_t i = 0;
      const char32_t c = next_code_point(token, i);
      const bool space_after = k + 1 == tokens.size() || tokens[k + 1].begin > tokens[k].end;
      const bool single = is_apostrophe(c) && token.size() == i;
      bool open = item.space && !space_after;
      if (!single && item.space == space_after) open = !quote;
      if (single && item.space == space_after) open = false;
      if (c == 0x201C || c == 0x2018 || c == 0x00AB || c == 0x201E) open = true;
      if (c == 0x201D || c == 0x2019 || c == 0x00BB) open = false;
      if (!single) quote = open;
      item.shape = open ? kOpenQuote : kCloseQuote;
    } else if (item.shape == kOpener) {
      ++depth;
    } else if (item.shape == kCloser && depth > 0) {
      --depth;
    }
    item.form = form_of(token);
    if ((item.shape == kCapital || item.shape == kLone) && lexicon.is_opener_word(item.form))
      item.shape = kThe;
  }
  return items;
}

// How much surer the classifier must be of a sentence end without a full stop, in thousandths of
// log-odds, where the paragraph is written in full sentences.
constexpr std::int64_t kPlainMargin = 2000, kSignMargin = 700;

char bucket(std::size_t n) {
  return n <= 4    ? static_cast<char>('0' + n)
         : n <= 7  ? 'a'
         : n <= 12 ? 'b'
         : n <= 20 ? 'c'
         : n <= 40 ? 'd'
                   : 'e';
}

// What the paragraph is like, as far as it matters for every gap.
struct Paragraph {
  bool closed = false;  // ends with a full stop or the like
  char rate = '0';      // tokens for each sentence end inside it
  char size = '0';
};

Paragraph paragraph_of(const std::vector<Item>& items) {
  Paragraph p;
  std::size_t last = items.size(), ends = 0;
  while (last > 0 && closes(items[last - 1].shape)) --last;
  p.closed = last > 0 && (ends_sentence(items[last - 1].shape) || has_stop(items[last - 1].shape));
  for (const Item& item : items) ends += ends_sentence(item.shape);
  p.rate = bucket(items.size() / (ends + 1) / 4);
  p.size = bucket(items.size() / 2);
  return p;
}

// Writes the features of the gap before token k.
class Features {
 public:
  Features(const std::vector<Item>& items, const Paragraph& paragraph)
      : items_(items), paragraph_(paragraph) {}

  // Whether a sentence can begin at k at all.
  bool possible(std::size_t k) const {
    const char p = item(k, -1).shape, c = items_[k].shape;
    const bool after_end = ends_sentence(p) || closes(p) || has_stop(p);
    if (!items_[k].space && !after_end && p != kColon) return false;
    switch (c) {
      case kComma:
      case kSemicolon:
      case kColon:
      case kStop:
        return false;
      case kCloser:
      case kCloseQuote:
        return items_[k].space && after_end;
      case kSmall:
        return after_end || p == kColon || p == kSemicolon || p == kDash || p == kSign ||
               p == kLink;
      default:
        return p != kOpener && p != kOpenQuote;
    }
  }

  // Whether a full stop or the like stands before k, or before the closing signs before k.
  bool after_stop(std::size_t k) const {
    constexpr int kMostClosers = 4;
    for (int n = 0; n < kMostClosers && k > 0 && closes(items_[k - 1].shape); ++n) --k;
    const char shape = item(k, -1).shape;
    return ends_sentence(shape) || has_stop(shape);
  }

  // "SEOUL, June 18 (Yonhap) -- The president …": the dash of a dateline.
  bool dateline(std::size_t k, std::size_t sentence_begin) const {
    constexpr std::size_t kLongest = 20;
    if (sentence_begin != 0 || k > kLongest) return false;
    std::size_t dash = k;
    if (items_[k].shape != kDash) dash = k - 1;
    if (dash == 0 || items_[dash].shape != kDash) return false;
    if (items_[dash - 1].shape == kCloser) return true;
    return items_[0].shape == kCapitals || items_[dash - 1].shape == kNumber;
  }

  // "MR. LEE: Thank you.": who speaks, in a transcript.
  bool speaker_label(std::size_t k, std::size_t sentence_begin) const {
    constexpr std::size_t kLongest = 8;
    if (sentence_begin != 0 || k > kLongest || items_[k - 1].shape != kColon) return false;
    return std::all_of(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(k) - 1,
                       [](const Item& item) {
                         return item.shape == kCapital || item.shape == kCapitals ||
                                item.shape == kTitle || item.shape == kInitial ||
                                item.shape == kThe || item.shape == kLone || item.form == "of";
                       });
  }

  template <typename Sink>
  void write(std::size_t k, std::size_t sentence_begin, Sink sink) {
    const Item &p1 = item(k, -1), &p2 = item(k, -2), &p3 = item(k, -3);
    const Item &c0 = item(k, 0), &c1 = item(k, 1), &c2 = item(k, 2);
    // The sentence end that closing signs may hide, and the word before it.
    std::size_t t = k;
    while (t > 0 && closes(items_[t - 1].shape) && k - t < 3) --t;
    const bool hidden = t < k;
    const Item& end = t > 0 ? items_[t - 1] : edge_;
    const bool full = ends_sentence(end.shape) || has_stop(end.shape);
    const Item& word = full && !has_stop(end.shape) ? item(t, -2) : end;
    const char state = full                                           ? (hidden ? 'h' : end.shape)
                       : p1.shape == kColon || p1.shape == kSemicolon ? p1.shape
                       : closes(p1.shape)                             ? ')'
                                                                      : 'n';
    const char s = c0.space ? '_' : '+', s1 = p1.space ? '_' : '+';
    const char length = bucket(k - sentence_begin), left = bucket(items_.size() - k);
    const Item& first = items_[sentence_begin];
    const char para = paragraph_.closed ? 'y' : 'n';

    const auto put = [&](std::string_view name, std::initializer_list<std::string_view> parts) {
      buffer_.assign(name);
      for (std::string_view part : parts) {
        buffer_ += ' ';
        buffer_ += part;
      }
      sink(std::string_view(buffer_));
    };
    const auto one = [](const char& c) { return std::string_view(&c, 1); };
    put("b", {one(state)});
    put("pc", {one(p1.shape), one(s), one(c0.shape)});
    put("ppc", {one(p2.shape), one(s1), one(p1.shape), one(s), one(c0.shape)});
    put("pcc", {one(p1.shape), one(s), one(c0.shape), one(c1.shape)});
    put("ppcc", {one(p2.shape), one(p1.shape), one(s), one(c0.shape), one(c1.shape)});
    put("pppcc", {one(p3.shape), one(p2.shape), one(p1.shape), one(c0.shape), one(c1.shape)});
    put("pccc", {one(p1.shape), one(c0.shape), one(c1.shape), one(c2.shape)});
    put("fp", {p1.form, one(c0.shape)});
    put("fc", {c0.form, one(state), one(c0.shape)});
    put("fc.", {c0.form, one(c0.shape)});
    put("fp2", {p2.form, one(p1.shape), one(c0.shape)});
    put("fc1", {c1.form, one(state), one(c0.shape)});
    put("fpc", {p1.form, c0.form});
    put("w", {word.form, one(state), one(c0.shape)});
    put("ws", {one(word.shape), one(end.shape), one(state), one(s), one(c0.shape)});
    put("wf", {one(word.shape), one(state), c0.form});
    put("q", {one(state), one(c0.quote_open ? kYes : kNo), one(c0.bracket_open ? kYes : kNo),
              one(c0.shape)});
    put("qs", {one(p1.shape), one(c0.quote_open ? kYes : kNo), one(c0.bracket_open ? kYes : kNo),
               one(c0.shape)});
    put("len", {one(length), one(state), one(c0.shape)});
    put("left", {one(left), one(state), one(c0.shape)});
    put("first", {one(first.shape), one(length), one(state), one(c0.shape)});
    put("para", {one(para), one(state), one(c0.shape), one(p1.shape)});
    put("rate", {one(paragraph_.rate), one(para), one(state)});
    put("size", {one(paragraph_.size), one(para), one(state), one(c0.shape)});
    put("end", {one(end.shape), one(hidden ? kYes : kNo),
                end.form.size() > 1 && full ? std::string_view(end.form) : std::string_view(),
                one(c0.shape)});
  }

 private:
  static constexpr char kYes = 'y', kNo = 'n';
  const Item& item(std::size_t k, int offset) const {
    const std::size_t at = k + static_cast<std::size_t>(static_cast<std::ptrdiff_t>(offset));
    return at < items_.size() ? items_[at] : edge_;
  }
  const std::vector<Item>& items_;
  const Paragraph& paragraph_;
  Item edge_;
  std::string buffer_;
};

}  // namespace

Result<SentenceSplitter> SentenceSplitter::open(const Resources& resources) {
  const auto table = resources.table("models/sentences.tsv");
  if (!table) {
    Error error = table.error();
    error.code = ErrorCode::kModel;
    return tl::unexpected(error);
  }
  SentenceSplitter splitter;
  std::size_t size = 64;
  while (size < 2 * table->rows().size()) size *= 2;
  splitter.weights_.resize(size);
  for (const Tsv::Row& row : table->rows()) {
    std::int32_t weight = 0;
    const std::string& cell = row.cells.back();
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), weight);
    if (row.cells.size() != 2 || error != std::errc{} || end != cell.data() + cell.size())
      return fail(ErrorCode::kModel, "not a whole number", table->place(row));
    if (weight == 0) continue;
    const std::uint64_t hash = hash64(row.cells[0]);
    std::size_t at = hash & (size - 1);
    while (splitter.weights_[at].weight != 0) at = (at + 1) & (size - 1);
    splitter.weights_[at] = {hash, weight};
  }
  return splitter;
}

std::int32_t SentenceSplitter::weight_of(std::uint64_t hash) const {
  for (std::size_t at = hash & (weights_.size() - 1);; at = (at + 1) & (weights_.size() - 1)) {
    const Slot& slot = weights_[at];
    if (slot.weight == 0 || slot.hash == hash) return slot.weight;
  }
}

std::vector<std::uint32_t> SentenceSplitter::split(const Lexicon& lexicon, std::string_view text,
                                                   const std::vector<Span>& tokens,
                                                   Style style) const {
  std::vector<std::uint32_t> begins;
  if (tokens.empty()) return begins;
  const std::vector<Item> items = items_of(lexicon, text, tokens);
  const Paragraph paragraph = paragraph_of(items);
  Features features(items, paragraph);
  begins.push_back(0);
  std::size_t pause = 0;  // behind the last comma or the like of the open sentence
  for (std::size_t k = 1; k < items.size(); ++k) {
    const char before = items[k - 1].shape;
    if (before == kComma || before == kSemicolon || before == kColon) pause = k;
    bool begin = false;
    if (features.possible(k) && !features.dateline(k, begins.back()) &&
        !features.speaker_label(k, begins.back())) {
      std::int64_t sum = 0;
      features.write(k, begins.back(),
                     [&](std::string_view feature) { sum += weight_of(hash64(feature)); });
      const bool pause_sign = before == kColon || before == kSemicolon;
      // News is written in full sentences: in a paragraph that ends with a full stop, a sentence
      // rarely ends without a sign, and never at a colon. A headline ends at a full stop only.
      if (pause_sign) {
        begin = sum > 0 && !paragraph.closed && style != Style::kHeadline;
      } else if (!features.after_stop(k)) {
        const std::int64_t margin = closes(before) || before == kDash ? kSignMargin : kPlainMargin;
        begin = sum > (paragraph.closed ? margin : 0) && style != Style::kHeadline;
      } else {
        begin = sum > 0;
      }
    }
    if (begin) {
      begins.push_back(static_cast<std::uint32_t>(k));
    } else if (k - begins.back() >= kMostTokens) {
      begins.push_back(
          static_cast<std::uint32_t>(pause > begins.back() + kMostTokens / 2 ? pause : k));
    }
  }
  return begins;
}

void SentenceSplitter::features(const Lexicon& lexicon, std::string_view text,
                                const std::vector<Span>& tokens, const std::vector<bool>& begins,
                                const TakeFeatures& take) {
  const std::vector<Item> items = items_of(lexicon, text, tokens);
  const Paragraph paragraph = paragraph_of(items);
  Features features(items, paragraph);
  std::size_t sentence = 0;
  std::vector<std::string> list;
  for (std::size_t k = 1; k < items.size(); ++k) {
    if (features.possible(k)) {
      list.clear();
      features.write(k, sentence, [&](std::string_view feature) { list.emplace_back(feature); });
      take(static_cast<std::uint32_t>(k), list);
    }
    if (begins[k]) sentence = k;
  }
}

}  // namespace dragoman::text
