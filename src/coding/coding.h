// Who said what, who did what to whom, with what status and stage?
//
// Reads statements and events off the tree by named rules over the lexicons in data/.
// Thread-safety: pure; a Rules object may be shared.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/resources.h"
#include "document/analysis.h"
#include "dragoman/dragoman.h"
#include "entities/entities.h"

namespace dragoman {

struct Coding {
  std::vector<Statement> statements;  // in text order
  std::vector<Event> events;          // in text order
};

class Rules {
 public:
  // Reads the verb, noun and construction tables below data (or a codebook's own).
  static Result<Rules> open(const Resources& resources, const std::string& codebook = {});

  // May add entities (a speaker no name stands for) to `entities`.
  Coding code(const Article& article, const Analysis& analysis, Entities& entities) const;
  // The act between two given spans; by what the accurate model reads there, if it was asked.
  Dyad code_dyad(const Article& article, const Analysis& analysis, const Entities& entities,
                 const Coding& coding, const Report::DyadQuery& query,
                 const std::optional<ActReading>& reading) const;
  const std::string& ruleset() const;   // hash of the rule tables
  const std::string& codebook() const;  // "plover-0.8" or the hash of the user's own

  Rules(Rules&&) noexcept;
  Rules& operator=(Rules&&) noexcept;
  ~Rules();

 private:
  struct Tables;
  explicit Rules(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace dragoman
