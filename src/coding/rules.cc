#include <algorithm>

#include "coding/coding.h"
#include "coding/dyads.h"
#include "coding/events.h"
#include "coding/lexicon.h"
#include "coding/statements.h"

namespace dragoman {

struct Rules::Tables {
  std::shared_ptr<const coding::Lexicon> lexicon;
};

Rules::Rules(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Rules::Rules(Rules&&) noexcept = default;
Rules& Rules::operator=(Rules&&) noexcept = default;
Rules::~Rules() = default;

Result<Rules> Rules::open(const Resources& resources, const std::string& codebook) {
  auto lexicon = coding::Lexicon::open(resources, codebook);
  if (!lexicon) return tl::unexpected(lexicon.error());
  auto tables = std::make_unique<Tables>();
  tables->lexicon = std::move(*lexicon);
  return Rules(std::move(tables));
}

Coding Rules::code(const Article& article, const Analysis& analysis, Entities& entities) const {
  Coding out;
  const coding::Scene scene(article, analysis, entities, *tables_->lexicon);
  coding::Actors actors(scene, entities);
  const std::vector<coding::Said> said = coding::find_statements(scene, actors);
  out.events = coding::find_events(scene, actors, said);
  out.statements.reserve(said.size());
  for (const coding::Said& s : said) out.statements.push_back(s.statement);
  return out;
}

Dyad Rules::code_dyad(const Article& article, const Analysis& analysis, const Entities& entities,
                      const Coding& coding, const Report::DyadQuery& query,
                      const std::optional<ActReading>& reading) const {
  if (reading) return coding::dyad_of(*reading);
  const coding::Scene scene(article, analysis, entities, *tables_->lexicon);
  return coding::find_dyad(scene, coding.events, query);
}

const std::string& Rules::ruleset() const { return tables_->lexicon->ruleset; }
const std::string& Rules::codebook() const { return tables_->lexicon->codebook; }

}  // namespace dragoman
