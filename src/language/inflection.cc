#include "language/inflection.h"

#include <algorithm>

namespace dragoman {
namespace {

constexpr const char* kIrregularFile = "data/irregular_forms.tsv";

// Where base forms are listed.
struct WordTable {
  const char* file;
  const char* column;
  bool verb;
};
constexpr WordTable kWordTables[] = {
    {"data/event_verbs.tsv", "words", true},      {"data/reporting_verbs.tsv", "lemma", true},
    {"data/animate_verbs.tsv", "key", true},      {"data/event_nouns.tsv", "words", false},
    {"data/reporting_nouns.tsv", "lemma", false}, {"data/items.tsv", "words", false},
    {"data/noun_classes.tsv", "words", false},    {"data/roles.tsv", "key", false},
    {"data/generic_nouns.tsv", "key", false},
};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// The character `back` places before the end, or '\0'.
char last(std::string_view s, std::size_t back = 0) {
  return back < s.size() ? s[s.size() - 1 - back] : '\0';
}

bool ends_with_any(std::string_view s, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [s](std::string_view end) { return s.ends_with(end); });
}

// Does the letter `back` places before the end sound as a vowel? The u of "qu" does not, nor does a
// y that begins the word or follows a vowel.
bool sounds(std::string_view s, std::size_t back) {
  const char c = last(s, back), before = last(s, back + 1);
  if (c == 'u') return before != 'q';
  if (c == 'y') return before != '\0' && !is_vowel(before);
  return is_vowel(c);
}

std::size_t syllables(std::string_view s) {
  std::size_t count = 0;
  bool in_vowel = false;
  for (std::size_t back = s.size(); back-- > 0;) {
    const bool vowel = sounds(s, back);
    if (vowel && !in_vowel) ++count;
    in_vowel = vowel;
  }
  return count;
}

// One vowel and one consonant at the end: such words may double it before -ed and -ing, and words
// of one syllable must.
bool may_double(std::string_view base) {
  const char c = last(base);
  return is_letter(c) && !is_vowel(c) && c != 'w' && c != 'x' && c != 'y' && c != 'h' &&
         sounds(base, 1) && !sounds(base, 2);
}

// Could the base take -ed or -ing on the stem that is left when it is cut off?
bool takes(std::string_view base, std::string_view stem, Inflection::Kind kind) {
  const bool past = kind == Inflection::Kind::kPast;
  if (syllables(base) == 0) return false;
  if (last(base) == 'e') {
    if (base.substr(0, base.size() - 1) == stem)
      return past || !ends_with_any(base, {"ee", "oe", "ye", "ie"});
    if (past) return false;
    if (base.ends_with("ie") && stem.ends_with("y"))
      return base.substr(0, base.size() - 2) == stem.substr(0, stem.size() - 1);
    return base == stem && ends_with_any(base, {"ee", "oe", "ye"});
  }
  if (past && last(base) == 'y' && !sounds(base, 1))
    return stem.ends_with("i") &&
           base.substr(0, base.size() - 1) == stem.substr(0, stem.size() - 1);
  if (stem == base) return !may_double(base) || syllables(base) > 1;
  return stem.size() == base.size() + 1 && stem.starts_with(base) && last(stem) == last(base) &&
         may_double(base);
}

void bases_of_stem(std::string_view stem, Inflection::Kind kind, std::vector<std::string>& out) {
  const auto offer = [&](std::string base) {
    if (takes(base, stem, kind)) out.push_back(std::move(base));
  };
  const std::string whole(stem);
  const std::string shorter = whole.substr(0, whole.size() - 1);
  offer(whole + "e");
  offer(whole);
  if (last(stem) == 'i') offer(shorter + "y");
  if (last(stem) == 'y' && kind == Inflection::Kind::kGerund) offer(shorter + "ie");
  if (last(stem) == last(stem, 1)) offer(shorter);
}

// Which of the bases that a stem allows is likeliest by its spelling?
std::string likeliest_of_stem(std::string_view stem, const std::vector<std::string>& bases) {
  const auto among = [&bases](const std::string& base) {
    return std::ranges::find(bases, base) != bases.end();
  };
  const std::string whole(stem);
  const std::string shorter = whole.substr(0, whole.size() - 1);
  const char c = last(stem), before = last(stem, 1);
  if (c == 'i' && among(shorter + "y")) return shorter + "y";
  if (c == before && !ends_with_any(stem, {"ll", "ss", "ff", "zz"}) && among(shorter))
    return shorter;
  const bool mute =
      c == 'c' || c == 'v' || c == 'u' || stem.ends_with("rib") || (c == 'z' && before != 'z') ||
      (c == 's' && is_vowel(before)) || (c == 'g' && before != 'g') ||
      (c == 'l' && !is_vowel(before) && before != 'l' && before != 'w' && before != 'r');
  if (mute && among(whole + "e")) return whole + "e";
  return among(whole) ? whole : bases.front();
}

void bases_of_s(std::string_view form, std::vector<std::string>& out) {
  const std::string whole(form.substr(0, form.size() - 1));
  const std::string_view shorter = std::string_view(whole).substr(0, whole.size() - 1);
  if (ends_with_any(whole, {"ie"})) {
    const std::string_view stem = shorter.substr(0, shorter.size() - 1);
    if (syllables(stem) > 0 || stem.size() > 1) out.push_back(std::string(stem) + "y");
  }
  if (!ends_with_any(whole, {"s", "x", "z", "ch", "sh"})) out.push_back(whole);
  if (last(whole) == 'e' && ends_with_any(shorter, {"s", "x", "z", "ch", "sh", "o"}) &&
      syllables(shorter) > 0)
    out.emplace_back(shorter);
}

std::string likeliest_of_s(const std::vector<std::string>& bases) {
  const std::string& base = bases.back();
  const bool with_e = ends_with_any(base, {"s", "z"}) && !ends_with_any(base, {"ss", "zz", "tz"});
  return with_e || bases.front().ends_with("y") ? bases.front() : base;
}

// The part behind the last hyphen is inflected.
std::size_t start_of_head(std::string_view form) {
  const std::size_t hyphen = form.rfind('-');
  return hyphen == std::string_view::npos ? 0 : hyphen + 1;
}

}  // namespace

Result<Inflection> Inflection::load(const Resources& resources) {
  Inflection out;
  auto table = resources.table(kIrregularFile);
  if (!table) return tl::unexpected(table.error());
  auto form = table->column("form");
  if (!form) return tl::unexpected(form.error());
  auto upos = table->column("upos");
  if (!upos) return tl::unexpected(upos.error());
  auto lemma = table->column("lemma");
  if (!lemma) return tl::unexpected(lemma.error());
  for (const Tsv::Row& row : table->rows()) {
    const std::string& tag = row.cells[*upos];
    const bool verb = tag == "VERB";
    if (!verb && tag != "NOUN")
      return fail(ErrorCode::kData, "has a upos that is neither VERB nor NOUN", table->place(row));
    Forms& forms = verb ? out.irregular_verbs_ : out.irregular_nouns_;
    if (!forms.emplace(row.cells[*form], row.cells[*lemma]).second)
      return fail(ErrorCode::kData, "says again what the lemma of a form is", table->place(row));
    (verb ? out.verbs_ : out.nouns_).insert(row.cells[*lemma]);
  }
  for (const WordTable& words : kWordTables) {
    if (!resources.has(words.file)) continue;
    auto known = resources.table(words.file);
    if (!known) return tl::unexpected(known.error());
    auto column = known->column(words.column);
    if (!column) return tl::unexpected(column.error());
    for (const Tsv::Row& row : known->rows())
      for (std::string_view word : split(row.cells[*column], ' '))
        if (word = word.substr(0, word.find('_')); word.size() > 1)
          (words.verb ? out.verbs_ : out.nouns_).emplace(word);
  }
  return out;
}

Inflection::Kind Inflection::kind_of(std::string_view upos, std::string_view xpos) {
  if (upos == "NOUN") return xpos == "NNS" ? Kind::kPlural : Kind::kOther;
  if (upos != "VERB") return Kind::kOther;
  if (xpos == "VBD" || xpos == "VBN") return Kind::kPast;
  if (xpos == "VBG") return Kind::kGerund;
  return xpos == "VBZ" ? Kind::kThird : Kind::kOther;
}

bool Inflection::knows(const Words& words, const std::string& lemma) {
  return words.contains(lemma) ||
         words.contains(std::string_view(lemma).substr(start_of_head(lemma)));
}

std::string Inflection::irregular(std::string_view form, Kind kind) const {
  if (kind == Kind::kOther) return {};
  const Forms& forms = kind == Kind::kPlural ? irregular_nouns_ : irregular_verbs_;
  const std::size_t head = start_of_head(form);
  const auto found = forms.find(form.substr(head));
  return found == forms.end() ? std::string() : std::string(form.substr(0, head)) + found->second;
}

std::string Inflection::regular(std::string_view form, Kind kind, std::string_view guess) const {
  const bool past = kind == Kind::kPast, gerund = kind == Kind::kGerund;
  const std::size_t head_size = form.size() - start_of_head(form);
  const std::string_view head = form.substr(form.size() - head_size);
  const std::string_view ending = past ? "ed" : gerund ? "ing" : "s";
  if (kind == Kind::kOther || head_size < ending.size() + 2 || !head.ends_with(ending) ||
      !std::ranges::all_of(head, is_letter))
    return {};
  std::vector<std::string> bases;
  const std::string_view stem = form.substr(0, form.size() - ending.size());
  if (past || gerund)
    bases_of_stem(stem, kind, bases);
  else
    bases_of_s(form, bases);
  if (bases.empty()) return {};
  const bool plural = kind == Kind::kPlural;
  for (const Words* words : {plural ? &nouns_ : &verbs_, plural ? &learnt_nouns_ : &learnt_verbs_})
    for (const std::string& base : bases)
      if (knows(*words, base)) return base;
  if (std::ranges::find(bases, guess) != bases.end()) return std::string(guess);
  return past || gerund ? likeliest_of_stem(stem, bases) : likeliest_of_s(bases);
}

}  // namespace dragoman
