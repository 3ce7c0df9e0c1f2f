#include "article/bylines.h"

#include <algorithm>

#include "article/characters.h"
#include "base/tsv.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

// Words that join two names.
constexpr std::string_view kJoiners[] = {"and", "und", "et", "y",    "e", "og",
                                         "och", "en",  "ve", "with", "i"};
// Small words inside names.
constexpr std::string_view kParticles[] = {
    "de",  "del", "della", "di",  "da",  "dos", "das", "do", "du", "des", "la",   "le",   "van",
    "von", "der", "den",   "ten", "ter", "zu",  "zur", "al", "el", "bin", "ibn",  "bint", "af",
    "av",  "dal", "abu",   "of",  "st",  "mc",  "y",   "e",  "o",  "ben", "ould", "vom"};
// Words that show that a phrase is a role, a desk, an outlet or a time, not a person.
constexpr std::string_view kNoPerson[] = {"staff",
                                          "reporter",
                                          "reporters",
                                          "writer",
                                          "editor",
                                          "editors",
                                          "correspondent",
                                          "correspondents",
                                          "news",
                                          "newsroom",
                                          "agency",
                                          "agencies",
                                          "press",
                                          "desk",
                                          "team",
                                          "bureau",
                                          "editorial",
                                          "published",
                                          "updated",
                                          "posted",
                                          "contributor",
                                          "columnist",
                                          "producer",
                                          "producers",
                                          "journalist",
                                          "special",
                                          "senior",
                                          "chief",
                                          "the",
                                          "and",
                                          "media",
                                          "online",
                                          "redaktion",
                                          "redaktor",
                                          "redazione",
                                          "redacción",
                                          "redação",
                                          "rédaction",
                                          "redactie",
                                          "web",
                                          "daily",
                                          "times",
                                          "post",
                                          "today",
                                          "service",
                                          "services",
                                          "wire",
                                          "wires",
                                          "network",
                                          "subscribe",
                                          "follow",
                                          "view",
                                          "more",
                                          "share",
                                          "comments",
                                          "min",
                                          "read",
                                          "hours",
                                          "ago",
                                          "advertisement",
                                          "photo",
                                          "photos",
                                          "video",
                                          "opinion",
                                          "analysis",
                                          "author",
                                          "authors",
                                          "about",
                                          "for",
                                          "on",
                                          "at",
                                          "in",
                                          "to",
                                          "from",
                                          "our",
                                          "your",
                                          "this",
                                          "department",
                                          "university",
                                          "professor",
                                          "analyst",
                                          "reuters",
                                          "afp",
                                          "ap",
                                          "dpa",
                                          "efe",
                                          "ansa",
                                          "tass",
                                          "bloomberg",
                                          "associated",
                                          "xinhua",
                                          "agence",
                                          "france-presse",
                                          "agencia",
                                          "agenzia",
                                          "guest",
                                          "photographer",
                                          "foto",
                                          "assistant",
                                          "deputy",
                                          "managing",
                                          "freelance",
                                          "political",
                                          "business",
                                          "sports",
                                          "politics",
                                          "technology",
                                          "health",
                                          "science",
                                          "investigative",
                                          "national",
                                          "international",
                                          "foreign",
                                          "world",
                                          "economics",
                                          "company",
                                          "magazine",
                                          "newspaper",
                                          "tv",
                                          "radio",
                                          "podcast",
                                          "llc",
                                          "inc",
                                          "gmbh",
                                          "admin",
                                          "administrator",
                                          "com",
                                          "am",
                                          "pm",
                                          "edt",
                                          "est",
                                          "gmt",
                                          "journaliste",
                                          "autor",
                                          "redakteur",
                                          "redakteurin",
                                          "periodista",
                                          "showbiz",
                                          "commentary",
                                          "getty",
                                          "images",
                                          "head",
                                          "director",
                                          "president",
                                          "ceo",
                                          "founder",
                                          "minister",
                                          "manager",
                                          "officer",
                                          "labs",
                                          "indoor",
                                          "top",
                                          "picks",
                                          "illustration",
                                          "commissioning"};

template <std::size_t N>
bool among(std::string_view word, const std::string_view (&list)[N]) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

std::string trim_marks(std::string_view text) {
  const auto junk = [](char c) {
    return is_html_space(c) || c == ',' || c == ';' || c == ':' || c == '-' || c == '|' ||
           c == '/' || c == '*' || c == '.' || c == '"' || c == '(' || c == ')' || c == '[' ||
           c == ']' || c == '@' || c == '+' || c == '>';
  };
  std::size_t begin = 0, end = text.size();
  while (begin < end && junk(text[begin])) ++begin;
  while (end > begin && junk(text[end - 1])) {
    // "Jr." and initials keep their stop.
    if (text[end - 1] == '.' && end - begin >= 3 &&
        (text[end - 3] == ' ' || text.substr(end - 3, 2) == "Jr"))
      break;
    --end;
  }
  return std::string(text.substr(begin, end - begin));
}

bool starts_upper(std::string_view word) {
  std::size_t i = 0;
  const char32_t c = next_code_point(word, i);
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  return lower_letter(c) != c;
}

bool is_spaced_letter(char32_t c) { return c < 0x80 || !is_dense_script(c); }

bool has_case(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if ((c < 0x80 && is_ascii_letter(static_cast<unsigned char>(c))) || (c >= 0xC0 && c < 0x530))
      return true;
  }
  return false;
}

// Whether a phrase reads like the name of a person.
bool is_person(std::string_view name) {
  const std::vector<std::string_view> words = split(name, ' ');
  if (words.empty() || words.size() > 6 || name.size() < 4 || name.size() > 70) return false;
  if (std::any_of(name.begin(), name.end(), [](char c) {
        return is_ascii_digit(static_cast<unsigned char>(c)) || c == '@' || c == '!' || c == '?' ||
               c == '=';
      }))
    return false;
  std::size_t i = 0;
  const char32_t first = next_code_point(name, i);
  if (!is_spaced_letter(first)) {
    // Korean, Japanese, Chinese: two to six characters, no blank or one.
    const std::size_t count = count_code_points(name);
    return count >= 2 && count <= 8 && words.size() <= 2;
  }
  if (!has_case(name)) return words.size() >= 2;  // Arabic, Hebrew, Devanagari…
  if (words.size() < 2) return false;
  std::size_t upper = 0;
  for (const std::string_view word : words) {
    const std::string lower = lower_case(trim_marks(word));
    if (among(lower, kNoPerson)) return false;
    if (starts_upper(word))
      ++upper;
    else if (!among(lower, kParticles) && word.substr(0, 2) != "d'" &&
             word.find('\'') == std::string_view::npos)
      return false;
  }
  return upper >= 1;
}

bool has_two_words(std::string_view piece) { return piece.find(' ') != std::string_view::npos; }

// Cuts at joiners and marks; the pieces may or may not be names.
std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> out;
  std::string piece;
  const auto end_piece = [&] {
    if (std::string trimmed = trim_marks(piece); !trimmed.empty())
      out.push_back(std::move(trimmed));
    piece.clear();
  };
  std::size_t word_start = 0;
  std::string flat;
  // Marks that part names become newlines.
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const char32_t c = next_code_point(text, i);
    const bool parts = c == ',' || c == ';' || c == '|' || c == '&' || c == '\n' || c == 0x2022 ||
                       c == 0xB7 || c == 0x2014 || c == 0x2013 || c == '/' || c == '(' ||
                       c == ')' || c == '[' || c == ']' || c == 0x3001 || c == 0xFF0C || c == ':' ||
                       c == 0xFF1A || c == '>' || c == 0x30FB || c == '=' || c == 0x25CF ||
                       c == '*' || c == '<';
    if (parts)
      flat += '\n';
    else
      flat.append(text, start, i - start);
  }
  for (std::size_t i = 0; i <= flat.size(); ++i) {
    if (i < flat.size() && flat[i] != ' ' && flat[i] != '\n') continue;
    const std::string_view word = std::string_view(flat).substr(word_start, i - word_start);
    // "y" and "e" also stand inside names, but then between two surnames; a byline that has a
    // given name on both sides is two people.
    if (among(lower_case(word), kJoiners) && word != "I" &&
        (word.size() > 1 || has_two_words(piece))) {
      end_piece();
    } else {
      if (!piece.empty()) piece += ' ';
      piece += word;
    }
    if (i < flat.size() && flat[i] == '\n') end_piece();
    word_start = i + 1;
  }
  end_piece();
  return out;
}

std::string fix_shouting(std::string name) {
  // ANA RUIZ becomes Ana Ruiz.
  if (!has_case(name)) return name;
  bool any_lower = false;
  for (const char c : name) any_lower |= c >= 'a' && c <= 'z';
  if (any_lower || name.size() < 6) return name;
  std::string out;
  bool first = true;
  for (std::size_t i = 0; i < name.size();) {
    const char32_t c = next_code_point(name, i);
    append_utf8(out, first ? c : lower_letter(c));
    first = !is_letter_or_digit(c);
  }
  return out;
}

void add_name(std::vector<std::string>& names, std::string name) {
  const std::string key = folded(name);
  if (key.empty()) return;
  for (const std::string& known : names)
    if (folded(known) == key) return;
  names.push_back(fix_shouting(std::move(name)));
}

// "홍길동 기자" and "홍길동기자": the name before the word for reporter.
std::vector<std::string> korean_reporters(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view role : {"기자", "특파원", "논설위원", "인턴기자"}) {
    for (std::size_t at = text.find(role); at != std::string_view::npos;
         at = text.find(role, at + role.size())) {
      std::size_t end = at;
      while (end > 0 && text[end - 1] == ' ') --end;
      std::size_t begin = end;
      int syllables = 0;
      while (begin >= 3 && syllables < 5) {
        std::size_t i = begin - 3;
        const char32_t c = next_code_point(text, i);
        if (c < 0xAC00 || c > 0xD7A3) break;
        begin -= 3;
        ++syllables;
      }
      if (syllables >= 2 && syllables <= 4) out.emplace_back(text.substr(begin, end - begin));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> names_in_byline(std::string_view byline, const Phrases& phrases) {
  std::vector<std::string> names;
  if (byline.size() > 600) return names;
  for (std::string& name : korean_reporters(byline)) add_name(names, std::move(name));
  if (!names.empty()) return names;
  for (std::string& piece : pieces_of(byline)) {
    std::string rest = std::move(piece);
    // "By", "Written by", "Von": at the beginning, perhaps twice.
    for (int round = 0; round < 2; ++round) {
      const std::string lower = lower_case(rest);
      const std::size_t cut = phrases.starts_with(lower, PhraseClass::kByline);
      if (cut == 0 || cut >= rest.size() || lower.size() != rest.size()) break;
      rest = trim_marks(std::string_view(rest).substr(cut));
    }
    if (is_person(rest)) add_name(names, std::move(rest));
  }
  return names;
}

std::vector<std::string> fuse_authors(const Declarations& declared,
                                      const std::vector<std::string>& shown_bylines,
                                      const Phrases& phrases) {
  std::vector<std::string> shown;
  std::string visible;
  for (const std::string& byline : shown_bylines) {
    visible += " " + folded(byline) + " ";
    for (std::string& name : names_in_byline(byline, phrases)) add_name(shown, std::move(name));
  }
  const std::string site = folded(declared.site);
  const auto clean = [&](const std::vector<std::string>& given) {
    std::vector<std::string> out;
    for (const std::string& value : given) {
      if (value.find("http") != std::string::npos || folded(value) == site) continue;
      const std::vector<std::string> names = names_in_byline(value, phrases);
      for (const std::string& name : names) add_name(out, name);
    }
    return out;
  };
  std::vector<std::string> from_ld = clean(declared.authors);
  if (!from_ld.empty()) {
    // Declared authors stand; shown ones that the declaration lacks are added only where the
    // declaration is shown too.
    const bool confirmed =
        std::any_of(from_ld.begin(), from_ld.end(), [&](const std::string& name) {
          return visible.find(" " + folded(name) + " ") != std::string::npos;
        });
    if (!confirmed && !shown.empty()) return shown;
    return from_ld;
  }
  if (!shown.empty()) return shown;
  std::vector<std::string> from_meta = clean(declared.meta_authors);
  if (!from_meta.empty()) return from_meta;
  // No person: an organisation or a pen name stands as it is declared.
  for (const auto* list : {&declared.authors, &declared.meta_authors})
    for (const std::string& name : *list)
      if (name.size() >= 2 && name.size() <= 60 && name.find("http") == std::string::npos &&
          name.find('@') == std::string::npos && name.find(".com") == std::string::npos &&
          std::count(name.begin(), name.end(), ' ') < 5 && !equal_ignoring_case(name, "admin")) {
        from_meta.push_back(name);
        return from_meta;
      }
  return from_meta;
}

}  // namespace dragoman
