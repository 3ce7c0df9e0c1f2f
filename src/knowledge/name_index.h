// Finds known names in words: a double array over their letters, one walk from each word.
//
// A name's *letters* are its words in lower case, without diacritics, full stops and hyphens, so
// that "Al-Shabaab", "al Shabaab" and "Al Shabaab" are one, and "U.S." is "US". What case a name
// must have is kept beside it: "US" is no "us". Thread-safety: immutable after `build`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "document/analysis.h"
#include "knowledge/knowledge.h"

namespace dragoman {

// A piece of a word between blanks and hyphens, folded.
struct Atom {
  std::string letters;
  bool capital = false;  // begins with a capital letter
  bool upper = false;    // two letters or more, all capitals
};

// Appends the atoms of a text. Cheap for ASCII.
void append_atoms(std::string_view text, std::vector<Atom>& atoms);

class NameIndex {
 public:
  // `role`: belongs to the layer of roles. A lower-case name matches in any case.
  void add(std::string_view name, Sense sense, bool role);
  void build();

  std::vector<KnownName> match(const std::vector<Word>& words) const;
  std::span<const Sense> find(std::string_view text) const;
  std::span<const Sense> senses(const KnownName& name) const {
    return {senses_.data() + name.first_sense, name.sense_count};
  }
  std::size_t size() const { return lists_.size(); }

 private:
  // The senses of one name in one case and layer.
  struct Group {
    bool role = false;
    std::uint32_t capitals = 0, uppers = 0;  // bit k: of atom k
    std::uint32_t first = 0, count = 0;      // into senses_
  };
  struct Trie;

  const Group* fitting(std::int32_t list, const Atom* atoms, std::size_t count, bool role) const;

  using Key = std::tuple<std::string, bool, std::uint32_t, std::uint32_t>;
  std::map<Key, std::vector<Sense>> pending_;
  std::vector<Sense> senses_;
  std::vector<Group> groups_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lists_;  // [first, last) of groups_
  std::shared_ptr<const Trie> trie_;
};

}  // namespace dragoman
