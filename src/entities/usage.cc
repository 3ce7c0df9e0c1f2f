// How the words around a toponym use it: as a government, or as where a report was written.
#include "entities/usage.h"

#include <algorithm>

namespace dragoman {
namespace {

bool is_any(std::string_view lemma, std::initializer_list<std::string_view> lemmas) {
  return std::find(lemmas.begin(), lemmas.end(), lemma) != lemmas.end();
}

// What goes to or comes from a government: "aid to Kyiv", "pressure from Paris".
bool passes_between_states(std::string_view noun) {
  return is_any(noun,
                {"aid",         "support",   "assistance", "help",       "weapon",    "arm",
                 "arms",        "missile",   "tank",       "ammunition", "shell",     "jet",
                 "fighter",     "loan",      "money",      "fund",       "funding",   "credit",
                 "grant",       "delivery",  "supply",     "shipment",   "export",    "import",
                 "sale",        "transfer",  "message",    "letter",     "signal",    "appeal",
                 "warning",     "response",  "reply",      "answer",     "note",      "ultimatum",
                 "pressure",    "order",     "demand",     "request",    "apology",   "threat",
                 "criticism",   "statement", "permission", "approval",   "guarantee", "offer",
                 "concession",  "proposal",  "ambassador", "envoy",      "pledge",    "protest",
                 "condemnation"});
}

// People and what carries them go to a town, whoever rules there.
bool travels(std::string_view noun) {
  return is_any(noun, {"delegation", "team",  "diplomat",   "negotiator", "minister", "president",
                       "mission",    "plane", "flight",     "train",      "convoy",   "bus",
                       "reporter",   "crew",  "journalist", "official",   "body",     "family",
                       "person",     "child", "ambassador", "envoy"});
}

// "sent shells to Kyiv", "recalled its ambassador from Paris": not "flew to Kyiv".
bool deals_with(const SentenceTree& tree, const Word& head, std::uint32_t at, bool to) {
  if (head.upos == Upos::kNoun) return passes_between_states(head.lemma);
  if (head.upos != Upos::kVerb) return false;
  const std::string& verb = head.lemma;
  std::int32_t object = tree.child(at, "obj");
  if (object < 0) object = tree.child(at, "nsubj:pass");
  const std::string_view thing =
      object >= 0 ? std::string_view(tree.word(static_cast<std::uint32_t>(object)).lemma)
                  : std::string_view();
  if (!to) {
    if (is_any(verb, {"recall", "withdraw"})) return is_any(thing, {"ambassador", "envoy"});
    if (passes_between_states(thing))
      return is_any(verb, {"receive", "get",    "obtain", "secure", "win",     "want", "seek",
                           "await",   "expect", "draw",   "accept", "request", "buy",  "purchase",
                           "acquire", "order",  "borrow", "demand", "need",    "come"});
    return is_any(verb, {"buy", "purchase", "borrow", "hear", "demand"});
  }
  if (is_any(verb, {"talk", "speak", "appeal", "respond", "reply", "apologise", "apologize",
                    "propose", "complain", "protest", "concede", "surrender", "owe"}))
    return true;
  if (is_any(verb, {"give",   "provide",  "supply",   "sell",     "offer",    "lend",
                    "grant",  "donate",   "pledge",   "promise",  "hand",     "pay",
                    "extend", "award",    "export",   "allocate", "deliver",  "send",
                    "ship",   "transfer", "dispatch", "deny",     "hand_over"}))
    return object >= 0 && !travels(thing);
  // "suspended aid to Kyiv", however the parser hangs it.
  return object >= 0 && passes_between_states(thing);
}

bool all_capitals(const Word& w) {
  bool any = false;
  for (const char c : w.form) {
    if (c >= 'a' && c <= 'z') return false;
    any = any || (c >= 'A' && c <= 'Z');
  }
  return any;
}

}  // namespace

// Is a capital used for its government ("Seoul said", "ties with Pyongyang") or as a place?
bool acts_as_government(const SentenceTree& tree, const NameUnit& name) {
  const Word& w = tree.word(name.head);
  if (w.head < 0) return false;
  const Word& head = tree.word(static_cast<std::uint32_t>(w.head));
  const std::string_view rel = w.deprel;
  if (is_relation(rel, "conj")) {
    // As the first of the list is used.
    NameUnit first = name;
    first.head = static_cast<std::uint32_t>(w.head);
    return tree.word(first.head).upos == Upos::kPropn &&
           !is_relation(tree.word(first.head).deprel, "conj") && acts_as_government(tree, first);
  }
  if (is_relation(rel, "nsubj"))
    return (head.upos == Upos::kVerb ||
            is_any(head.lemma, {"ready", "willing", "unwilling", "prepared", "reluctant"})) &&
           !is_relation(rel, "nsubj:outer");
  if (is_relation(rel, "obj") || is_relation(rel, "iobj")) {
    static constexpr std::string_view kMotion[] = {"leave",   "visit",  "reach", "enter",   "hit",
                                                   "strike",  "shell",  "bomb",  "shake",   "tour",
                                                   "capture", "attack", "seize", "take",    "flee",
                                                   "retake",  "rock",   "pound", "besiege", "name"};
    return std::find(std::begin(kMotion), std::end(kMotion), head.lemma) == std::end(kMotion);
  }
  const std::int32_t preposition = tree.child(name.head, "case");
  if (preposition < 0) return false;
  const std::string& form = tree.word(static_cast<std::uint32_t>(preposition)).lemma;
  if (form == "'s" || form == "’s") return is_relation(rel, "nmod:poss");
  if ((form == "to" || form == "from") && (is_relation(rel, "obl") || is_relation(rel, "nmod")))
    return deals_with(tree, head, static_cast<std::uint32_t>(w.head), form == "to");
  if (is_relation(rel, "obl") || is_relation(rel, "nmod"))
    return form == "with" || form == "against" || form == "between" || form == "by" ||
           form == "toward" || form == "towards" || form == "accuse" || form == "on";
  return false;
}

// The words before the text of a report that say where and when it was written: "OSLO, March 11
// (Agency) -", "NEW DELHI:", "Mostar, 4 May 2026." Names of places, a date, a name in brackets.
std::uint32_t dateline_end(const std::vector<Word>& words, const std::vector<WordSpan>& times,
                           const std::vector<NameUnit>& names) {
  constexpr std::uint32_t kLongest = 20;
  const auto is_place = [&](std::uint32_t i) {
    return std::any_of(names.begin(), names.end(), [&](const NameUnit& name) {
      return name.begin <= i && i < name.end &&
             (name.country >= 0 || !name.places.empty() || name.metonym >= 0 ||
              name.kind == EntityKind::kPlace);
    });
  };
  if (words.empty() || !is_place(0)) return 0;
  bool dated = false, agency = false;
  for (std::uint32_t i = 0; i < words.size() && i < kLongest; ++i) {
    const std::string& f = words[i].form;
    const auto time =
        std::find_if(times.begin(), times.end(), [&](const WordSpan& t) { return t.contains(i); });
    if (time != times.end()) {
      if (i == 0) return 0;
      dated = true;
      i = time->end - 1;
      continue;
    }
    if (f == "(") {
      const std::uint32_t open = i;
      while (i < words.size() && i < open + 8 && words[i].form != ")") ++i;
      if (i >= words.size() || words[i].form != ")") return 0;
      agency = true;
      continue;
    }
    if (f == "," || f == "/") continue;
    const bool dash = f == "-" || f == "--" || f == "\u2013" || f == "\u2014";
    if (dash && i + 1 < words.size() && words[i].span.begin == words[i - 1].span.end &&
        words[i].span.end == words[i + 1].span.begin && f != "--" && f != "\u2014")
      return 0;  // "Seoul-based"
    if (dash) return dated || agency || all_capitals(words[0]) ? i + 1 : 0;
    if (f == ":") return (dated || agency || all_capitals(words[0])) && i < 6 ? i + 1 : 0;
    if (f == ".") return dated ? i + 1 : 0;
    if (!is_place(i)) return 0;
  }
  return 0;
}

}  // namespace dragoman
