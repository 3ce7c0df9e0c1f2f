#include "coding/dyads.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

struct Side {
  bool asked = false;
  WordId begin = 0, end = 0;  // words
  WordId head = kNoWord;      // the word of the span that hangs outside of it
};

Side side_of(const Tree& t, const std::optional<Span>& span) {
  Side out;
  if (!span) return out;
  for (WordId w = 0; w < t.size(); ++w)
    if (t.word(w).span.overlaps(*span)) {
      if (!out.asked) out.begin = w;
      out.asked = true;
      out.end = w + 1;
    }
  for (WordId w = out.begin; w < out.end; ++w)
    if (t.upos(w) != Upos::kPunct && (out.head < 0 || t.depth(w) < t.depth(out.head))) out.head = w;
  return out;
}

// How well the words of a role name a side: 3 its head, 2 a part of it, 1 something that it belongs
// to.
double covers(const Tree& t, const std::vector<WordId>& words, const Side& side) {
  double best = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    for (const WordId w : t.coordinated(words[i])) {
      const double late = i == 0 ? 0 : 0.2;
      if (w == side.head)
        best = std::max(best, 3 - late);
      else if (w >= side.begin && w < side.end)
        best = std::max(best, 2 - late);
      else if (side.head >= 0 && t.under(side.head, w)) {
        int clauses = 0;
        for (WordId at = side.head; at != w && at >= 0; at = t.head(at))
          if (t.is_verb(at)) ++clauses;
        best = std::max(best, (clauses == 0 ? 1.5 : 0.5) - late);
      }
    }
  return best;
}

// Is the trigger on, or right beside, the way through the tree from one side to the other?
bool between(const Tree& t, WordId trigger, const Side& a, const Side& b) {
  for (const Side* s : {&a, &b})
    if (s->head >= 0)
      for (WordId at = s->head; at >= 0; at = t.head(at)) {
        if (at == trigger) return true;
        const Side& other = s == &a ? b : a;
        if (other.head >= 0 && t.under(other.head, at)) break;
      }
  return false;
}

EventType by_reality(EventType type, const Reality& r) {
  const bool verbal = quad_of(type) == 1 || quad_of(type) == 3;
  switch (r.status) {
    case EventStatus::kFuture:
      switch (type) {
        case EventType::kConsult:
        case EventType::kSupport:
        case EventType::kCooperate:
        case EventType::kAid:
        case EventType::kRetreat:
        case EventType::kConcede:
          return EventType::kAgree;
        case EventType::kSanction:
        case EventType::kAssault:
        case EventType::kCoerce:
        case EventType::kProtest:
        case EventType::kMobilize:
          return EventType::kThreaten;
        default:
          return type;
      }
    case EventStatus::kHypothetical:
      if (type == EventType::kAssault || type == EventType::kSanction ||
          type == EventType::kCoerce || type == EventType::kProtest)
        return EventType::kThreaten;
      if (type == EventType::kAid || type == EventType::kCooperate || type == EventType::kConsult)
        return EventType::kAgree;
      return type;
    case EventStatus::kNegated:
      if (type == EventType::kAid || type == EventType::kCooperate || type == EventType::kConsult ||
          type == EventType::kAgree || type == EventType::kRetreat || type == EventType::kConcede ||
          (verbal && type == EventType::kSupport))
        return EventType::kReject;
      return type;
    default:
      return type;
  }
}

}  // namespace

Dyad find_dyad(const Scene& scene, const std::vector<Event>& events,
               const Report::DyadQuery& query) {
  Dyad out;
  double best = 0;
  for (std::uint32_t s = 0; s < scene.analysis.sentences.size(); ++s) {
    const Span here = scene.analysis.sentences[s].span;
    if (!(query.source && here.overlaps(*query.source)) &&
        !(query.target && here.overlaps(*query.target)))
      continue;
    const Tree& t = scene.tree(s);
    const Side source = side_of(t, query.source), target = side_of(t, query.target);
    for (const Candidate& c : find_candidates(scene, s)) {
      std::vector<WordId> left = c.sources, right = c.targets;
      if (c.mutual)
        for (std::vector<WordId>* list : {&left, &right}) {
          list->insert(list->end(), c.sources.begin(), c.sources.end());
          list->insert(list->end(), c.targets.begin(), c.targets.end());
        }
      right.insert(right.end(), c.objects.begin(), c.objects.end());
      const double from = source.asked ? covers(t, left, source) : c.sources.empty() ? 1.5 : 0.3;
      const double to = target.asked ? covers(t, right, target) : c.targets.empty() ? 1.0 : 0.3;
      const double wrong = (source.asked ? covers(t, c.targets, source) : 0) +
                           (target.asked ? covers(t, c.sources, target) : 0);
      double score = 1 + from + to + (c.mutual ? 0 : -0.6 * wrong) + c.rule->prior;
      if (between(t, c.trigger, source, target)) score += 1.5;
      score -= 0.15 * t.depth(c.trigger);
      if (c.inner >= 0) score += 0.4;
      if (score <= best) continue;
      best = score;
      const EventType type = by_reality(c.type, c.reality);
      out.type = type;
      out.mode = type == c.type ? c.mode : "";
      out.quad = quad_of(type);
      out.status = c.reality.status;
      out.confidence = std::min(0.95, c.rule->prior * (0.4 + 0.1 * (from + to)));
    }
    for (const Event& e : events) {
      if (e.sentence != static_cast<Index>(s) || e.rule.rfind("statement-demand", 0) != 0) continue;
      const auto names = [&](const std::vector<Index>& list, const std::optional<Span>& span) {
        if (!span) return false;
        for (const Index i : list)
          for (const Mention& m : scene.entities.entities[static_cast<std::size_t>(i)].mentions)
            if (m.span.overlaps(*span)) return true;
        return false;
      };
      const double score =
          1 + (names(e.sources, query.source) ? 3 : 0) + (names(e.targets, query.target) ? 3 : 0);
      if (score <= 4 || score <= best) continue;
      best = score;
      out = Dyad{e.type, e.mode, e.quad, e.status, 0.5};
    }
  }
  return out;
}

// Who asks what one does to the other mostly has reason to: no act only where the model is sure.
constexpr float kSurelyNone = 0.9F;

Dyad dyad_of(const ActReading& reading) {
  Dyad out;
  const auto most = std::max_element(reading.types.begin(), reading.types.end());
  if (reading.none > kSurelyNone) {
    out.confidence = static_cast<double>(reading.none);
    return out;
  }
  const auto type = static_cast<std::size_t>(most - reading.types.begin());
  out.type = static_cast<EventType>(type);
  out.mode = reading.modes[type];
  out.quad = quad_of(*out.type);
  out.status = reading.status;
  out.confidence = static_cast<double>(*most);
  return out;
}

}  // namespace dragoman::coding
