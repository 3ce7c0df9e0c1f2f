// What does one report say about who supports whom with what?
//
// A flow is one event read as support: supporter and recipient at the level of states (bodies of a
// state count as the state; organisations, companies and armed groups as themselves), a measure and
// a kind by data/support_kinds.tsv, and how far it has come. Which events are read so, and which
// are answers to support, says data/support_acts.tsv. A promise is a flow of another group than a
// delivery, and a denial is one that denies.
// Thread-safety: a SupportRules is immutable and may be shared.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/resources.h"
#include "dragoman/record.h"
#include "store/rows.h"
#include "store/value.h"

namespace dragoman {

// How far a flow has come: rows of different groups are never joined.
enum class FlowGroup { kGiven, kPromised, kPossible, kRequested, kStopped, kNotSo };
std::string_view name_of(FlowGroup group);

struct Flow {
  std::string event, article, published;  // row ids; published as the article says
  ActorRef supporter, recipient;
  std::string measure, kind;     // empty = not told
  std::string item, item_class;  // lemma and class of the thing; empty = not told
  bool by_item = false;          // figures rival each other only for the same item
  Value quantity, money;         // as in the record, or null
  bool cumulative = false;
  FlowGroup group = FlowGroup::kGiven;
  std::string stage, status;  // the event's
  std::string since, until;   // days
  bool denies = false;        // the claimant says that it is not so
  std::string statement;      // the statement that claims or denies it; empty = the report itself
  ActorRef claimant;
  std::vector<std::string> responses;  // events against it, in the same report
  Value evidence;                      // {"article",…,"span","quote"}

  // What tells the sides apart in keys: a code where there is one that means one actor alone.
  std::string supporter_key, recipient_key;
  std::string family() const { return supporter_key + ">" + recipient_key; }
};

Value to_value(const Flow& flow);
Flow flow_from(const Value& value);

class SupportRules {
 public:
  static Result<SupportRules> open(const Resources& resources);

  // The flows of a report, in the order of its events; `rows` are those of the record.
  std::vector<Flow> flows(const Record& record, const RecordRows& rows) const;

 private:
  struct Kind {
    std::string measure, kind, otherwise;
    bool by_item = false;
    bool is_thing = true;  // not "support" or "something"
  };
  struct Act {
    EventType type = EventType::kAid;
    std::string mode, direction, needs, stage;
  };
  struct Party {
    ActorRef actor;
    std::string key;
  };
  struct Thing {
    const EventObject* object = nullptr;  // none = the event names no thing
    const Kind* kind = nullptr;
  };
  const Act* act_of(const Event& event, bool against) const;
  const Kind* kind_of(std::string_view by, const std::string& word) const;
  const Kind* kind_of(const EventObject& object) const;
  std::optional<Party> party_of(const Entity& entity) const;
  std::vector<Party> parties_of(const Record& record, const std::vector<Index>& entities) const;
  std::string context_measure(const Event& event, std::string* kind) const;
  bool is_cumulative(std::string_view sentence) const;
  void add_flows(const Record& record, const RecordRows& rows, std::size_t event,
                 std::vector<Flow>& flows, std::vector<Index>& sentences) const;
  void add_responses(const Record& record, const RecordRows& rows,
                     const std::vector<Index>& sentences, std::vector<Flow>& flows) const;

  std::map<std::pair<std::string, std::string>, Kind> kinds_;  // by (by, word)
  std::vector<Act> acts_;
  std::vector<std::string> cumulative_;  // folded phrases
  struct Country {
    std::string cameo, name;
  };
  std::map<std::string, Country, std::less<>> countries_;  // by ISO code
};

}  // namespace dragoman
