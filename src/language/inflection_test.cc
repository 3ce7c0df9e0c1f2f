#include "language/inflection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "language/lemmas.h"

namespace dragoman {
namespace {

const std::string kHome = DRAGOMAN_SOURCE_DIR;

using Words = std::vector<std::string>;

bool vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// Regular inflection, forwards. Stress decides whether a word of several syllables doubles its last
// consonant; the test wants the lemma back either way.
Words with_ending(const std::string& base, const std::string& ending) {
  const char c = base.back(), before = base[base.size() - 2];
  const bool past = ending == "ed";
  const std::string shorter = base.substr(0, base.size() - 1);
  if (past && c == 'e') return {base + "d"};
  if (base.ends_with("ie")) return {base.substr(0, base.size() - 2) + "ying"};
  if (c == 'e' && before != 'e' && before != 'o' && before != 'y') return {shorter + ending};
  if (past && c == 'y' && !vowel(before)) return {shorter + "ied"};
  const bool doubles = !vowel(c) && std::string_view("wxyh").find(c) == std::string_view::npos &&
                       vowel(before) &&
                       (base.size() < 3 || !vowel(base[base.size() - 3]) ||
                        base.substr(0, base.size() - 2).ends_with("qu"));
  if (!doubles) return {base + ending};
  const auto vowels = std::ranges::count_if(base, vowel) - (base.starts_with("qu") ? 1 : 0);
  if (vowels == 1) return {base + c + ending};
  return {base + ending, base + c + ending};
}

std::string with_s(const std::string& base) {
  const char c = base.back();
  if (c == 'y' && !vowel(base[base.size() - 2])) return base.substr(0, base.size() - 1) + "ies";
  if (c == 's' || c == 'x' || c == 'z' || c == 'o' || base.ends_with("ch") || base.ends_with("sh"))
    return base + "es";
  return base + "s";
}

class InflectionOfTheTables : public ::testing::Test {
 protected:
  void SetUp() override {
    auto file = resources_.map("models/lemmas.tsv");
    ASSERT_TRUE(file) << file.error().message();
    file_ = *file;
    auto lemmatizer = Lemmatizer::parse(file_->bytes(), "lemmas.tsv");
    ASSERT_TRUE(lemmatizer) << lemmatizer.error().message();
    auto inflection = Inflection::load(resources_);
    ASSERT_TRUE(inflection) << inflection.error().message();
    lemmatizer_ = std::move(*lemmatizer);
    lemmatizer_.use(std::move(*inflection));
    const auto table = resources_.table("data/irregular_forms.tsv");
    ASSERT_TRUE(table);
    for (const Tsv::Row& row : table->rows())
      irregular_[row.cells[1] + ' ' + row.cells[2]].push_back(row.cells[0]);
  }

  std::string lemma(std::string_view form, std::string_view upos, std::string_view xpos) const {
    Lemmatizer::Buffers buffers;
    std::string out;
    lemmatizer_.lemma(form, lemmatizer_.tags(upos, xpos), buffers, out);
    return out;
  }

  // The first words of the items in a column, up to their "_".
  std::set<std::string> words(const std::string& file, const std::string& column) const {
    const auto table = resources_.table(file);
    EXPECT_TRUE(table);
    std::set<std::string> out;
    for (const Tsv::Row& row : table->rows())
      for (const std::string_view word : split(row.cells[*table->column(column)], ' '))
        if (!word.empty()) out.emplace(word.substr(0, word.find('_')));
    return out;
  }

  // Two spellings of one verb may share a form (fulfil, fulfill: fulfilled); any of them will do.
  void expect(const std::map<std::string, std::set<std::string>>& lemmas, const char* upos,
              std::initializer_list<const char*> tags) const {
    for (const auto& [form, wanted] : lemmas)
      for (const char* tag : tags)
        EXPECT_TRUE(wanted.contains(lemma(form, upos, tag)))
            << form << '/' << tag << " is " << lemma(form, upos, tag) << ", not "
            << *wanted.begin();
  }

  Resources resources_ = Resources::at(kHome);
  std::shared_ptr<const MappedFile> file_;
  Lemmatizer lemmatizer_;
  std::map<std::string, Words> irregular_;
};

TEST_F(InflectionOfTheTables, EveryVerbOfTheLexiconIsFoundInAllItsForms) {
  std::set<std::string> verbs = words("data/event_verbs.tsv", "words");
  verbs.merge(words("data/reporting_verbs.tsv", "lemma"));
  std::map<std::string, std::set<std::string>> past, gerund, third;
  for (const std::string& verb : verbs) {
    if (verb.find("jointly") != std::string::npos) continue;  // an adverb goes first
    const auto own = irregular_.find("VERB " + verb);
    bool has_past = false;
    if (own != irregular_.end())
      for (const std::string& form : own->second)
        if (!form.ends_with("ing") && !form.ends_with("es")) {
          past[form].insert(verb);
          has_past = true;
        }
    const std::size_t head = verb.rfind('-') + 1;  // 0 without a hyphen
    if (!has_past && !irregular_.contains("VERB " + verb.substr(head)))
      for (const std::string& form : with_ending(verb, "ed")) past[form].insert(verb);
    for (const std::string& form : with_ending(verb, "ing")) gerund[form].insert(verb);
    third[with_s(verb)].insert(verb);
  }
  ASSERT_GT(past.size(), 500U);
  expect(past, "VERB", {"VBD", "VBN"});
  expect(gerund, "VERB", {"VBG"});
  expect(third, "VERB", {"VBZ"});
}

TEST_F(InflectionOfTheTables, EveryItemIsFoundInThePlural) {
  std::map<std::string, std::set<std::string>> plural;
  const std::set<std::string> items = words("data/items.tsv", "words");
  for (const std::string& noun : items) {
    const bool letters = std::ranges::all_of(noun, [](char c) { return c == '-' || c >= 'a'; });
    if (!letters || noun.ends_with("s") || noun == "data") continue;  // f-16; plural already
    const auto own = irregular_.find("NOUN " + noun);
    if (own == irregular_.end())
      plural[with_s(noun)].insert(noun);
    else
      for (const std::string& form : own->second) plural[form].insert(noun);
  }
  for (auto& [form, nouns] : plural)
    if (items.contains(form)) nouns.insert(form);  // "goods" is listed too
  ASSERT_GT(plural.size(), 150U);
  expect(plural, "NOUN", {"NNS"});
}

TEST_F(InflectionOfTheTables, UndoesEnglishInflection) {
  const struct {
    const char *form, *upos, *xpos, *lemma;
  } cases[] = {
      {"bombed", "VERB", "VBD", "bomb"},       {"Shelled", "VERB", "VBN", "shell"},
      {"banned", "VERB", "VBN", "ban"},        {"controlled", "VERB", "VBD", "control"},
      {"supplied", "VERB", "VBD", "supply"},   {"seized", "VERB", "VBD", "seize"},
      {"accusing", "VERB", "VBG", "accuse"},   {"hoped", "VERB", "VBD", "hope"},
      {"hopped", "VERB", "VBD", "hop"},        {"fled", "VERB", "VBD", "flee"},
      {"withdrew", "VERB", "VBD", "withdraw"}, {"lent", "VERB", "VBN", "lend"},
      {"shot", "VERB", "VBN", "shoot"},        {"re-sold", "VERB", "VBD", "re-sell"},
      {"dying", "VERB", "VBG", "die"},         {"trafficked", "VERB", "VBN", "traffic"},
      {"agreed", "VERB", "VBD", "agree"},      {"freed", "VERB", "VBN", "free"},
      {"fleeing", "VERB", "VBG", "flee"},      {"equipped", "VERB", "VBN", "equip"},
      {"quelled", "VERB", "VBD", "quell"},     {"clawed", "VERB", "VBD", "claw"},
      {"troops", "NOUN", "NNS", "troop"},      {"allies", "NOUN", "NNS", "ally"},
      {"crises", "NOUN", "NNS", "crisis"},     {"forces", "NOUN", "NNS", "force"},
      {"attaches", "VERB", "VBZ", "attach"},   {"viruses", "NOUN", "NNS", "virus"},
      {"gunmen", "NOUN", "NNS", "gunman"},     {"bridges", "NOUN", "NNS", "bridge"},
      {"leaves", "NOUN", "NNS", "leaf"},       {"leaves", "VERB", "VBZ", "leave"},
      {"found", "VERB", "VBD", "find"},        {"founded", "VERB", "VBD", "found"},
      {"found", "VERB", "VB", "found"},        {"bombing", "NOUN", "NN", "bombing"},
  };
  for (const auto& c : cases) EXPECT_EQ(lemma(c.form, c.upos, c.xpos), c.lemma) << c.form;
}

TEST_F(InflectionOfTheTables, BearsAnyForm) {
  for (const char* form : {"", "s", "ed", "ing", "-", "-s", "-ed", "es", "ies", "ss", "bed", "ring",
                           "\xC3\xA9s", "\xC3\xA9ing", "iing", "eed", "ied", "yes", "zzz"})
    for (const char* tag : {"VBD", "VBN", "VBG", "VBZ", "NNS"}) {
      lemma(form, "VERB", tag);
      lemma(form, "NOUN", tag);
    }
}

}  // namespace
}  // namespace dragoman
