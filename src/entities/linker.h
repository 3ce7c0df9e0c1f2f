// Joins mentions that mean the same: names first (over the whole report, so that a headline's
// surname finds the full name below), then nominals and pronouns in the order of the text.
//
// General rules only: agreement of gender, number and kind, recency and preference for subjects,
// titles seen in this report before the table of offices by date. A wrong link is worse than none.
// Every search looks back over a bounded window, so that a report of 100,000 mentions takes linear
// time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "entities/draft.h"

namespace dragoman {

// A title that a person has borne in this report.
struct BorneRole {
  std::uint32_t row = 0;
  std::int32_t country = -1, organization = -1;
  std::string organization_name;
};

struct Cluster {
  EntityKind kind = EntityKind::kOther;
  std::string name;                   // the fullest
  std::vector<std::string> tokens;    // of a person's name, folded
  std::vector<std::uint32_t> drafts;  // names, in order; for names also those still to come
  std::vector<std::uint32_t> others;  // nominals and pronouns linked so far, in order
  Gender gender = Gender::kUnknown;
  bool plural = false;
  bool thing = false;  // a plain noun: no entity unless it is taken up again
  std::int32_t country = -1, organization = -1, metonym = -1;  // rows
  std::vector<std::uint32_t> officials;
  std::vector<BorneRole> roles;
  Affiliation affiliation;
};

class Linker {
 public:
  // `day`: of publication, none where it is unknown.
  Linker(const Analysis& analysis, const std::vector<SentenceTree>& trees,
         const Knowledge& knowledge, std::optional<std::int32_t> day)
      : analysis_(analysis), trees_(trees), knowledge_(knowledge), day_(day) {}

  // Drafts in order of (sentence, begin, end).
  void link(std::vector<Draft>& drafts);
  const std::vector<Cluster>& clusters() const { return clusters_; }

 private:
  // name_linker.cc
  void link_names();
  Index cluster_for_name(Draft& draft);
  Index keyed(const std::string& key, const Draft& draft);
  Index full_person(const Draft& draft, const std::vector<std::string>& tokens);
  Index family_name(const Draft& draft, std::uint32_t index, const std::string& token);
  Index known_leader(const Draft& draft, const std::string& token);
  void add_acronyms();
  Index first_word_of_body(std::uint32_t index, const std::string& token) const;
  void note_role(Cluster& cluster, const BorneRole& role);
  void bear(Cluster& cluster, const Draft& draft);
  void settle(Cluster& cluster);

  // nominal_linker.cc
  void link_others();
  Index nominal(Draft& draft, std::uint32_t index);
  Index office_holder(const Draft& draft, std::uint32_t index);
  Index generic(const Draft& draft, std::uint32_t index);
  Index same_head(const Draft& draft, std::uint32_t index);
  Index new_nominal(const Draft& draft);
  Index pronoun(const Draft& draft, std::uint32_t index);
  Index author(const Draft& draft, bool several);
  int pronoun_score(const Draft& draft, const Draft& candidate, const Cluster& cluster) const;
  bool says(const Draft& draft) const;
  bool killed(const Draft& draft) const;
  bool named_outside(const Cluster& cluster) const;
  bool compatible(const Affiliation& a, const BorneRole& role) const;
  void give_default_country(Draft& draft);

  // context_linker.cc
  void find_officials(Cluster& cluster);
  void fill_from_context();
  Index initials_of(const Draft& draft, std::uint32_t index);
  bool borrow_from_body(const Draft& draft, std::uint32_t index, Affiliation& affiliation) const;
  std::int32_t acting_country(const Draft& draft, std::uint32_t index) const;

  static std::string folded(std::string_view name);
  void attach(Index cluster, std::uint32_t draft);
  const Word& head_word(const Draft& d) const {
    return analysis_.sentences[d.sentence].words[d.head];
  }
  const std::vector<Word>& words(const Draft& d) const {
    return analysis_.sentences[d.sentence].words;
  }

  const Analysis& analysis_;
  const std::vector<SentenceTree>& trees_;
  const Knowledge& knowledge_;
  std::optional<std::int32_t> day_;
  std::vector<Draft>* drafts_ = nullptr;
  std::vector<Cluster> clusters_;
  std::unordered_map<std::string, Index> by_key_;
  std::unordered_map<std::string, std::vector<Index>> by_last_name_, by_first_name_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_head_;  // drafts, by head lemma
  std::unordered_map<std::string, std::vector<Index>> by_office_;
  // Bodies by the first word of their name; kNone where several begin so.
  std::unordered_map<std::string, Index> by_body_;
  std::vector<std::uint32_t> seen_;  // drafts that have a cluster, in order
  Index last_speaker_ = kNone;       // of the last tag outside quotation marks
  std::uint32_t spoke_in_ = 0;       // sentence
  Index author_ = kNone, authors_ = kNone;
  std::int32_t only_country_ = -2;  // row of the one country of the report; -1 several, -2 none yet
};

}  // namespace dragoman
