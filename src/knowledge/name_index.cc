#include "knowledge/name_index.h"

#include <darts.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>

#include "base/utf8.h"

namespace dragoman {

struct NameIndex::Trie {
  Darts::DoubleArray array;
};

namespace {

constexpr std::size_t kMostAtoms = 12;  // of one name

bool is_dash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015); }
bool is_apostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x60;
}

// One code point without its diacritics, lower-cased.
void append_folded(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return;
  }
  switch (c) {  // letters that do not decompose
    case 0xD8:
    case 0xF8:
      out += 'o';
      return;
    case 0x141:
    case 0x142:
      out += 'l';
      return;
    case 0x110:
    case 0x111:
      out += 'd';
      return;
    case 0x131:
    case 0x130:
      out += 'i';
      return;
    case 0xDF:
      out += "ss";
      return;
    case 0xC6:
    case 0xE6:
      out += "ae";
      return;
    default:
      break;
  }
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  UChar decomposed[8];
  std::int32_t size = -1;
  if (U_SUCCESS(status)) {
    size = unorm2_getDecomposition(nfd, static_cast<UChar32>(c), decomposed, 8, &status);
  }
  if (size <= 0 || U_FAILURE(status)) {
    if (u_charType(static_cast<UChar32>(c)) != U_NON_SPACING_MARK)
      append_utf8(out,
                  static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
    return;
  }
  for (std::int32_t i = 0; i < size;) {
    UChar32 part;
    U16_NEXT(decomposed, i, size, part);
    if (u_charType(part) != U_NON_SPACING_MARK)
      append_utf8(out, static_cast<char32_t>(u_foldCase(part, U_FOLD_CASE_DEFAULT)));
  }
}

}  // namespace

void append_atoms(std::string_view text, std::vector<Atom>& atoms) {
  Atom atom;
  std::size_t letters = 0, capitals = 0;
  const auto close = [&] {
    if (atom.letters.empty()) return;
    atom.upper = letters >= 2 && capitals == letters;
    atoms.push_back(std::move(atom));
    atom = {};
    letters = capitals = 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const char32_t c = next_code_point(text, i);
    if (c == ' ' || c == 0xA0 || is_dash(c)) {
      close();
    } else if (c == '.') {
      continue;
    } else if (is_apostrophe(c)) {
      // "People's" and "Workers'" are two words to the analysis, "N'Djamena" is one.
      const bool last = i >= text.size() || text[i] == ' ';
      const bool genitive =
          i < text.size() && text[i] == 's' && (i + 1 == text.size() || text[i + 1] == ' ');
      if ((last || genitive) && start > 0) close();
      atom.letters += '\'';
    } else if (c == ',' || c == '(' || c == ')' || c == '/' || c == '&') {
      close();
      atom.letters += static_cast<char>(c);
      close();
    } else {
      const bool ascii = c < 0x80;
      const bool upper = ascii ? c >= 'A' && c <= 'Z' : u_isUUppercase(static_cast<UChar32>(c));
      const bool alpha =
          ascii ? (c | 32) >= 'a' && (c | 32) <= 'z' : u_isUAlphabetic(static_cast<UChar32>(c));
      if (atom.letters.empty() && upper) atom.capital = true;
      letters += alpha;
      capitals += upper;
      append_folded(atom.letters, c);
    }
  }
  close();
}

void NameIndex::add(std::string_view name, Sense sense, bool role) {
  std::vector<Atom> atoms;
  append_atoms(name, atoms);
  if (atoms.empty() || atoms.size() > kMostAtoms) return;
  std::string key;
  std::uint32_t capitals = 0, uppers = 0;
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    if (k > 0) key += ' ';
    key += atoms[k].letters;
    if (atoms[k].capital && !role) capitals |= 1U << k;
    // A role's own capitals ("CEO", "MP") hold for short ones only.
    if (atoms[k].upper && (!role || atoms.size() == 1)) uppers |= 1U << k;
  }
  if (key.find('\0') != std::string::npos) return;
  std::vector<Sense>& senses = pending_[{std::move(key), role, capitals, uppers}];
  for (const Sense& s : senses)
    if (s.kind == sense.kind && s.row == sense.row) return;
  senses.push_back(sense);
}

void NameIndex::build() {
  std::vector<std::string> keys;
  for (const auto& [key, senses] : pending_) {
    const auto& [letters, role, capitals, uppers] = key;
    if (keys.empty() || keys.back() != letters) {
      keys.push_back(letters);
      lists_.emplace_back(groups_.size(), groups_.size());
    }
    groups_.push_back({role, capitals, uppers, static_cast<std::uint32_t>(senses_.size()),
                       static_cast<std::uint32_t>(senses.size())});
    senses_.insert(senses_.end(), senses.begin(), senses.end());
    lists_.back().second = static_cast<std::uint32_t>(groups_.size());
  }
  pending_.clear();
  // The stricter case first.
  const auto strictness = [](const Group& g) {
    return __builtin_popcount(g.uppers) * 64 + __builtin_popcount(g.capitals);
  };
  for (const auto& [first, last] : lists_)
    std::stable_sort(groups_.begin() + first, groups_.begin() + last,
                     [&](const Group& a, const Group& b) { return strictness(a) > strictness(b); });
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  std::vector<int> values;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    texts.push_back(keys[k].data());
    sizes.push_back(keys[k].size());
    values.push_back(static_cast<int>(k));
  }
  auto trie = std::make_shared<Trie>();
  trie->array.build(keys.size(), texts.data(), sizes.data(), values.data());
  trie_ = std::move(trie);
}

const NameIndex::Group* NameIndex::fitting(std::int32_t list, const Atom* atoms, std::size_t count,
                                           bool role) const {
  for (std::uint32_t g = lists_[list].first; g < lists_[list].second; ++g) {
    const Group& group = groups_[g];
    if (group.role != role) continue;
    bool fits = true;
    for (std::size_t k = 0; fits && k < count; ++k) {
      if (group.capitals >> k & 1 && !atoms[k].capital) fits = false;
      if (group.uppers >> k & 1 && !atoms[k].upper) fits = false;
    }
    if (fits) return &group;
  }
  return nullptr;
}

std::vector<KnownName> NameIndex::match(const std::vector<Word>& words) const {
  std::vector<Atom> atoms;
  std::vector<std::uint32_t> word_of;  // of each atom
  std::vector<std::uint32_t> first_of(words.size() + 1);
  for (std::size_t w = 0; w < words.size(); ++w) {
    first_of[w] = static_cast<std::uint32_t>(atoms.size());
    append_atoms(words[w].form, atoms);
    word_of.resize(atoms.size(), static_cast<std::uint32_t>(w));
  }
  first_of[words.size()] = static_cast<std::uint32_t>(atoms.size());
  std::vector<KnownName> found;
  std::size_t free_from[2] = {0, 0};  // by layer
  std::size_t name_size = 0;          // words of the last name found
  for (std::size_t w = 0; w < words.size(); ++w) {
    if (first_of[w] == first_of[w + 1]) continue;  // a hyphen
    const Group* best[2] = {nullptr, nullptr};
    std::size_t best_end[2] = {0, 0};
    std::size_t node = 0;
    for (std::size_t a = first_of[w]; a < atoms.size() && a < first_of[w] + kMostAtoms; ++a) {
      std::size_t at = 0;
      if (a > first_of[w] && trie_->array.traverse(" ", node, at, 1) == -2) break;
      at = 0;
      const int value =
          trie_->array.traverse(atoms[a].letters.data(), node, at, atoms[a].letters.size());
      if (value == -2) break;
      const bool whole = a + 1 == atoms.size() || word_of[a + 1] != word_of[a];
      if (value < 0 || !whole) continue;
      for (const bool role : {false, true}) {
        if (w < free_from[role]) continue;
        if (const Group* group = fitting(value, &atoms[first_of[w]], a + 1 - first_of[w], role)) {
          best[role] = group;
          best_end[role] = word_of[a] + 1;
        }
      }
    }
    for (const bool role : {false, true}) {
      if (best[role] == nullptr) continue;
      // "Workers" of "Workers' Party" is no role.
      if (role && best_end[role] <= free_from[false] && best_end[role] - w < name_size) continue;
      if (!role) name_size = best_end[role] - w;
      found.push_back({static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(best_end[role]),
                       best[role]->first, best[role]->count, role});
      free_from[role] = best_end[role];
    }
  }
  return found;
}

std::span<const Sense> NameIndex::find(std::string_view text) const {
  std::vector<Atom> atoms;
  append_atoms(text, atoms);
  if (atoms.empty() || atoms.size() > kMostAtoms) return {};
  std::string key;
  for (const Atom& atom : atoms) key += (key.empty() ? "" : " ") + atom.letters;
  const int value = trie_->array.exactMatchSearch<int>(key.data(), key.size());
  if (value < 0) return {};
  for (const bool role : {false, true})
    if (const Group* group = fitting(value, atoms.data(), atoms.size(), role))
      return {senses_.data() + group->first, group->count};
  return {};
}

}  // namespace dragoman
