#include "text/lexicon.h"

#include "base/tsv.h"
#include "text/characters.h"

namespace dragoman::text {
namespace {

// Reads one table: its first column, and a second one where it has two.
template <typename Take>
Result<void> read(const Resources& resources, const std::string& name, Take take) {
  const auto table = resources.table("data/text/" + name);
  if (!table) return tl::unexpected(table.error());
  for (const Tsv::Row& row : table->rows()) {
    const std::string_view second = row.cells.size() > 1 ? std::string_view(row.cells[1]) : "";
    if (!take(row.cells[0], second))
      return fail(ErrorCode::kData, "unknown value \"" + std::string(second) + "\"",
                  table->place(row));
  }
  return {};
}

}  // namespace

Result<Lexicon> Lexicon::open(const Resources& resources) {
  Lexicon lexicon;
  const auto into = [](WordSet& set) {
    return [&set](const std::string& key, std::string_view) { return set.insert(key), true; };
  };
  const auto abbreviation = [&](const std::string& key, std::string_view kind) {
    const Abbreviation a = kind == "title"     ? Abbreviation::kTitle
                           : kind == "number"  ? Abbreviation::kNumber
                           : kind == "plain"   ? Abbreviation::kPlain
                           : kind == "weak"    ? Abbreviation::kWeak
                           : kind == "acronym" ? Abbreviation::kAcronym
                                               : Abbreviation::kNone;
    lexicon.abbreviations_.emplace(key, a);
    return a != Abbreviation::kNone;
  };
  const auto contraction = [&](const std::string& key, std::string_view words) {
    std::vector<std::uint32_t> lengths;
    std::string whole;
    for (std::string_view word : split(words, ' ')) {
      lengths.push_back(static_cast<std::uint32_t>(word.size()));
      whole += word;
    }
    lexicon.contractions_.emplace(key, std::move(lengths));
    return whole == key;
  };
  const auto hyphenation = [&](const std::string& key, std::string_view kind) {
    (kind == "prefix" ? lexicon.prefixes_ : lexicon.suffixes_).insert(key);
    return kind == "prefix" || kind == "suffix";
  };
  const auto ending = [&](const std::string& key, std::string_view kind) {
    (kind == "domain" ? lexicon.domains_ : lexicon.files_).insert(key);
    return kind == "domain" || kind == "file";
  };
  for (const Result<void>& done : {read(resources, "abbreviations.tsv", abbreviation),
                                   read(resources, "contractions.tsv", contraction),
                                   read(resources, "hyphenation.tsv", hyphenation),
                                   read(resources, "name_endings.tsv", ending),
                                   read(resources, "units.tsv", into(lexicon.units_)),
                                   read(resources, "name_syllables.tsv", into(lexicon.syllables_)),
                                   read(resources, "kept_words.tsv", into(lexicon.kept_)),
                                   read(resources, "emoticons.tsv", into(lexicon.emoticons_)),
                                   read(resources, "sentence_openers.tsv", into(lexicon.openers_))})
    if (!done) return tl::unexpected(done.error());
  return lexicon;
}

Abbreviation Lexicon::abbreviation(std::string_view word) const {
  if (const auto it = abbreviations_.find(word); it != abbreviations_.end()) return it->second;
  const std::string low = lower(word);
  if (const auto it = abbreviations_.find(low); it != abbreviations_.end()) return it->second;
  // "GEN. SMITH": all capitals stand for the capitalised key.
  std::string title;
  bool capitals = word.size() > 1;
  for (std::size_t i = 0; i < word.size(); ++i) {
    capitals = capitals && word[i] >= 'A' && word[i] <= 'Z';
    title += i == 0 ? word[i] : low[i < low.size() ? i : 0];
  }
  if (!capitals) return Abbreviation::kNone;
  const auto it = abbreviations_.find(title);
  return it != abbreviations_.end() ? it->second : Abbreviation::kNone;
}

const std::vector<std::uint32_t>* Lexicon::contraction(std::string_view lower_word) const {
  const auto it = contractions_.find(lower_word);
  return it != contractions_.end() ? &it->second : nullptr;
}

}  // namespace dragoman::text
