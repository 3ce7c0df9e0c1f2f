#include "coding/quotes.h"

#include <algorithm>

#include "base/utf8.h"

namespace dragoman::coding {
namespace {

enum class Facing { kOpens, kCloses, kEither };

struct Mark {
  std::uint32_t begin = 0, end = 0;
  bool single = false;
  Facing facing = Facing::kEither;
  bool used = false;
};

bool is_blank(char32_t c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x2009 ||
         c == 0x202F || c == 0x3000;
}
bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x2000) ||
         (c >= 0x3040 && c < 0xFE00);
}
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool opens_before(char32_t c) {  // what may stand right before an opening mark
  return c == 0 || is_blank(c) || c == '(' || c == '[' || c == '{' || c == 0x2014 || c == 0x2013 ||
         c == '-' || c == '/' || c == 0x201C || c == 0x2018 || c == '"' || c == ':' || c == 0x2026;
}
bool closes_after(char32_t c) {  // what may stand right after a closing mark
  return c == 0 || is_blank(c) || c == '.' || c == ',' || c == ';' || c == ':' || c == '!' ||
         c == '?' || c == ')' || c == ']' || c == 0x2014 || c == 0x2013 || c == '-' ||
         c == 0x201D || c == 0x2019 || c == '"' || c == '\'' || c == 0x2026 || c == '/';
}

Facing by_neighbours(char32_t before, char32_t after) {
  const bool may_open = opens_before(before) && !is_blank(after) && after != 0;
  const bool may_close = closes_after(after) && !is_blank(before) && before != 0;
  if (may_open == may_close) return Facing::kEither;
  return may_open ? Facing::kOpens : Facing::kCloses;
}

bool is_double(char32_t c) {
  return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2033 ||
         c == 0xFF02 || (c >= 0x300C && c <= 0x300F) || (c >= 0x301D && c <= 0x301F) || c == 0x2BA;
}
bool is_single(char32_t c) {
  return c == '\'' || (c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0xFF07 || c == '`' ||
         c == 0xB4 || c == 0x2039 || c == 0x203A;
}

Facing facing_of(char32_t c, char32_t before, char32_t after) {
  const Facing seen = by_neighbours(before, after);
  switch (c) {
    case 0x201E:
    case 0xAB:
    case 0x300C:
    case 0x300E:
    case 0x301D:
    case 0x201A:
    case 0x2039:
      return Facing::kOpens;
    case 0xBB:
    case 0x300D:
    case 0x300F:
    case 0x301E:
    case 0x301F:
    case 0x203A:
      return Facing::kCloses;
    case 0x201C:
    case 0x201F:  // wrong way round now and then: neighbours decide where they are clear
      return seen == Facing::kCloses ? Facing::kCloses : Facing::kOpens;
    case 0x201D:
      return seen == Facing::kOpens ? Facing::kOpens : Facing::kCloses;
    case 0x2018:
    case '`':
      return Facing::kOpens;
    default:
      return seen;
  }
}

// Marks of one paragraph; apostrophes are left out.
std::vector<Mark> marks_in(std::string_view text, Span paragraph) {
  std::vector<Mark> marks;
  char32_t before = 0;
  std::size_t i = paragraph.begin;
  while (i < paragraph.end) {
    const std::size_t begin = i;
    char32_t c = next_code_point(text, i);
    std::size_t end = i;
    if (is_double(c) || is_single(c)) {
      const auto peek = [&](std::size_t at) -> char32_t {
        return at < paragraph.end ? next_code_point(text, at) : 0;
      };
      char32_t after = peek(end);
      bool single = is_single(c);
      if (single && after == c && (c == '\'' || c == '`' || c == 0x2019 || c == 0x2018)) {
        // Two apostrophes, or two grave accents, typed as one mark.
        next_code_point(text, end);
        i = end;
        after = peek(end);
        single = false;
        if (c == 0x2018)
          c = 0x201C;
        else if (c == 0x2019)
          c = 0x201D;
        else
          c = c == '`' ? U'\u201F' : U'"';
      }
      if (single) {
        const bool inside =
            (is_letter(before) || is_digit(before)) && (is_letter(after) || is_digit(after));
        const bool elision = opens_before(before) && is_digit(after);  // '90s
        if (!inside && !elision)
          marks.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), true,
                           facing_of(c, before, after)});
      } else {
        marks.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), false,
                         facing_of(c, before, after)});
      }
    }
    before = c;
  }
  return marks;
}

int count_words(std::string_view text) {
  int words = 0;
  bool in = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    const bool letter = is_letter(c) || is_digit(c);
    if (letter && !in) ++words;
    if (letter || is_blank(c) || c == 0x2014) in = letter;
  }
  return words;
}

Span trim_blanks(std::string_view text, Span s) {
  while (s.begin < s.end && (text[s.begin] == ' ' || text[s.begin] == '\n')) ++s.begin;
  while (s.end > s.begin && (text[s.end - 1] == ' ' || text[s.end - 1] == '\n')) --s.end;
  return s;
}

struct Pairer {
  std::string_view text;
  Span paragraph;
  std::uint32_t index;
  std::vector<Quotation> found;

  void add(std::uint32_t open_begin, std::uint32_t open_end, std::uint32_t close_begin,
           std::uint32_t close_end, int level, bool closed) {
    Quotation q;
    q.outer = {open_begin, close_end};
    q.inner = trim_blanks(text, {open_end, close_begin});
    if (q.inner.empty()) return;
    q.words = count_words(slice(text, q.inner));
    q.level = level;
    q.closed = closed;
    q.paragraph = index;
    found.push_back(q);
  }

  void doubles(std::vector<Mark>& marks) {
    std::vector<Mark*> open;
    const auto end_before = [&](std::uint32_t limit) {
      // An unclosed quotation ends where the next one opens.
      Span s = trim_blanks(text, {open.back()->end, limit});
      add(open.back()->begin, open.back()->end, s.end, s.end, 1, false);
      open.pop_back();
    };
    for (Mark& m : marks) {
      if (m.single) continue;
      Facing facing = m.facing;
      if (facing == Facing::kEither) facing = open.empty() ? Facing::kOpens : Facing::kCloses;
      if (facing == Facing::kOpens) {
        if (!open.empty()) end_before(m.begin);
        open.push_back(&m);
      } else if (!open.empty()) {
        add(open.back()->begin, open.back()->end, m.begin, m.end, 1, true);
        open.back()->used = m.used = true;
        open.pop_back();
      }
    }
    if (!open.empty()) end_before(paragraph.end);
  }

  void singles(const std::vector<Mark>& marks) {
    const std::size_t doubles_found = found.size();
    // The double quotation that holds an offset, if any. Both lists are in text order.
    std::size_t at = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      const Mark& m = marks[i];
      if (!m.single || m.facing == Facing::kCloses) continue;
      if (m.facing == Facing::kEither) continue;
      while (at < doubles_found && found[at].outer.end <= m.begin) ++at;
      const bool nested = at < doubles_found && found[at].outer.begin < m.begin;
      const std::uint32_t limit = nested               ? found[at].outer.end
                                  : at < doubles_found ? found[at].outer.begin
                                                       : paragraph.end;
      for (std::size_t k = i + 1; k < marks.size() && marks[k].begin < limit && k - i < 64; ++k) {
        if (!marks[k].single || marks[k].facing != Facing::kCloses) continue;
        // "the workers' union": a plural's apostrophe closes nothing if a better closer follows.
        const char before = text[marks[k].begin - 1];
        if (before == 's' && marks[k].end < text.size() && text[marks[k].end] == ' ') {
          bool better = false;
          for (std::size_t j = k + 1; j < marks.size() && marks[j].begin < limit && j - k < 64;
               ++j) {
            if (!marks[j].single) continue;
            if (marks[j].facing == Facing::kOpens) break;
            better = marks[j].facing == Facing::kCloses;
            break;
          }
          if (better) continue;
        }
        add(m.begin, m.end, marks[k].begin, marks[k].end, nested ? 2 : 1, true);
        i = k;
        break;
      }
    }
  }
};

bool starts_with_mark(std::string_view text, Span paragraph) {
  std::size_t i = paragraph.begin;
  while (i < paragraph.end) {
    const char32_t c = next_code_point(text, i);
    if (is_blank(c)) continue;
    return is_double(c) || (is_single(c) && c != 0x2019);
  }
  return false;
}

}  // namespace

std::vector<Quotation> pair_quotations(std::string_view text, const std::vector<Span>& paragraphs) {
  std::vector<Quotation> all;
  int open_from = -1;  // the quotation that the paragraph before left open
  for (std::size_t p = 0; p < paragraphs.size(); ++p) {
    Pairer pairer{text, paragraphs[p], static_cast<std::uint32_t>(p), {}};
    std::vector<Mark> marks = marks_in(text, paragraphs[p]);
    pairer.doubles(marks);
    pairer.singles(marks);
    std::sort(pairer.found.begin(), pairer.found.end(), [](const Quotation& a, const Quotation& b) {
      return a.outer.begin != b.outer.begin ? a.outer.begin < b.outer.begin
                                            : a.outer.end > b.outer.end;
    });
    const int base = static_cast<int>(all.size());
    if (!pairer.found.empty() && open_from >= 0 && starts_with_mark(text, paragraphs[p]))
      pairer.found.front().follows = open_from;
    open_from = -1;
    for (std::size_t k = 0; k < pairer.found.size(); ++k)
      if (!pairer.found[k].closed && pairer.found[k].outer.end + 3 >= paragraphs[p].end)
        open_from = base + static_cast<int>(k);
    all.insert(all.end(), pairer.found.begin(), pairer.found.end());
  }
  return all;
}

std::vector<Span> paragraphs_of(const Article& article) {
  std::vector<Span> wholes;
  for (const Block& b : article.blocks) wholes.push_back(b.span);
  if (wholes.empty()) wholes.push_back({0, static_cast<std::uint32_t>(article.text.size())});
  std::vector<Span> out;
  const std::string_view text = article.text;
  for (const Span whole : wholes) {
    std::uint32_t begin = whole.begin;
    for (std::uint32_t i = whole.begin; i + 1 < whole.end; ++i)
      if (text[i] == '\n' && (text[i + 1] == '\n' || text[i + 1] == '\r')) {
        if (i > begin) out.push_back({begin, i});
        while (i + 1 < whole.end &&
               (text[i + 1] == '\n' || text[i + 1] == '\r' || text[i + 1] == ' '))
          ++i;
        begin = i + 1;
      }
    if (whole.end > begin) out.push_back({begin, whole.end});
  }
  return out;
}

}  // namespace dragoman::coding
