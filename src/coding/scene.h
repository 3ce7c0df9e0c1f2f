// One report as the rules see it: trees, mentions by word, quotations, paragraphs.
#pragma once

#include <optional>
#include <vector>

#include "coding/lexicon.h"
#include "coding/quotes.h"
#include "coding/tree.h"
#include "document/analysis.h"
#include "dragoman/record.h"
#include "entities/entities.h"

namespace dragoman::coding {

// Longer sentences are lists, tables or attacks: no rule reads them.
inline constexpr WordId kMaxWords = 400;

struct Scene {
  Scene(const Article& article, const Analysis& analysis, const Entities& entities,
        const Lexicon& lexicon);

  const Article& article;
  const Analysis& analysis;
  const Entities& entities;
  const Lexicon& lexicon;
  std::vector<Tree> trees;  // by sentence; empty for those past kMaxWords
  std::vector<Span> paragraphs;
  std::vector<std::uint32_t> paragraph_of;  // sentence -> paragraph
  std::vector<Quotation> quotations;
  std::vector<std::vector<int>>
      quotation_of;  // sentence, word -> innermost level-1 quotation or -1

  const Tree& tree(std::uint32_t sentence) const { return trees[sentence]; }
  bool headline(std::uint32_t sentence) const { return analysis.sentences[sentence].headline; }
  int quotation_at(std::uint32_t sentence, WordId word) const {
    return quotation_of[sentence][static_cast<std::size_t>(word)];
  }
  // The mention whose head is this word (the longest), else the smallest name that holds it.
  const WordMention* mention_at(std::uint32_t sentence, WordId word) const;
  // The smallest mention of a person whose words hold this one, or that ends the phrase of this
  // one.
  const WordMention* mention_over(std::uint32_t sentence, WordId word) const;
  Index entity_at(std::uint32_t sentence, WordId word) const;
  bool is_actor(Index entity) const;  // a person, country, organisation, group or role
  // The first of the mentions that stand inside words [begin, end).
  const WordMention* mention_in(std::uint32_t sentence, WordId begin, WordId end) const;

  // Times and places inside words [begin, end) of a sentence, in order.
  std::vector<const TimeMention*> times_in(std::uint32_t sentence, WordId begin, WordId end) const;
  std::vector<const PlaceMention*> places_in(std::uint32_t sentence, WordId begin,
                                             WordId end) const;

  // The time that a clause gives for what its predicate tells, outside the spans `except`.
  std::optional<WhenValue> when(std::uint32_t sentence, WordId predicate,
                                const std::vector<Span>& except, bool statement) const;
  std::optional<WherePlace> where(std::uint32_t sentence, WordId predicate,
                                  const std::vector<Span>& except) const;

 private:
  std::vector<NamedParty> parties(
      std::uint32_t sentence) const;  // by name, for the parser's faults

  std::vector<std::uint32_t> mention_begin_, time_begin_, place_begin_;  // by sentence
};

}  // namespace dragoman::coding
