// Rules on trees made by hand: what they read, and what they must leave alone.
#include "coding/coding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/tsv.h"
#include "coding/lexicon.h"
#include "coding/quantities.h"
#include "coding/status.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;

// "Iran|PROPN|NNP|2|nsubj|LOC sent/send|VERB|VBD|0|root …":
// form[/lemma]|UPOS|XPOS|head|relation[|name]. A form that ends in "_" has no blank behind it.
std::string conllu(std::string_view compact) {
  std::string out;
  int id = 0;
  std::string open;
  for (std::string_view token : split(compact, ' ')) {
    if (token.empty()) continue;
    if (token == "##") {
      out += '\n';
      id = 0;
      open.clear();
      continue;
    }
    const auto cells = split(token, '|');
    std::string form(cells[0]), lemma;
    const bool tight = form.size() > 1 && form.back() == '_';
    if (tight) form.pop_back();
    if (const std::size_t slash = form.find('/'); slash != std::string::npos && slash > 0) {
      lemma = form.substr(slash + 1);
      form = form.substr(0, slash);
    } else {
      lemma = coding::lower_ascii(form);
    }
    const std::string name = cells.size() > 5 ? std::string(cells[5]) : std::string();
    std::string misc;
    if (!name.empty()) misc = "Entity=" + std::string(name == open ? "I-" : "B-") + name;
    if (tight) misc += misc.empty() ? "SpaceAfter=No" : "|SpaceAfter=No";
    open = name;
    out += std::to_string(++id) + '\t' + form + '\t' + lemma + '\t' + std::string(cells[1]) + '\t' +
           std::string(cells[2]) + "\t_\t" + std::string(cells[3]) + '\t' + std::string(cells[4]) +
           "\t_\t" + (misc.empty() ? "_" : misc) + '\n';
  }
  return out + '\n';
}

struct Read {
  Article article;
  Analysis analysis;
  Entities entities;
  Coding coding;

  std::string name(Index i) const {
    return i == kNone ? "-" : entities.entities[static_cast<std::size_t>(i)].name;
  }
  std::string names(const std::vector<Index>& list) const {
    std::string out;
    for (const Index i : list) out += (out.empty() ? "" : ",") + name(i);
    return out;
  }
  // "AID North Korea > Russia ongoing delivered".
  std::vector<std::string> events() const {
    std::vector<std::string> out;
    for (const Event& e : coding.events) {
      std::string line = std::string(name_of(e.type)) + ' ' + names(e.sources) + " > " +
                         names(e.targets) + ' ' + std::string(name_of(e.status));
      if (e.stage) line += ' ' + std::string(name_of(*e.stage));
      out.push_back(line);
    }
    return out;
  }
  // "Park direct promise: We will go | on".
  std::vector<std::string> statements() const {
    std::vector<std::string> out;
    for (const Statement& s : coding.statements) {
      std::string line = name(s.speaker) + ' ' + std::string(name_of(s.form)) + ' ' +
                         std::string(name_of(s.act)) + ':';
      for (const Span c : s.content)
        line += (line.back() == ':' ? " " : " | ") + std::string(slice(article.text, c));
      out.push_back(line);
    }
    return out;
  }
};

// What the accurate model reads in the first sentence.
struct Model {
  std::vector<ReadTrigger> triggers;
  std::vector<ReadCue> cues;
};

// Entities by the names in the trees: the same words are the same entity, pronouns mean nobody.
Read read(std::string_view compact, bool headline = false,
          const std::string& published = "2025-06-18",
          const std::optional<Model>& model = std::nullopt) {
  static const Rules rules = [] {
    auto opened = Rules::open(Resources::at(DRAGOMAN_SOURCE_DIR));
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  }();
  Read r;
  auto analysis = analysis_from_conllu(conllu(compact), &r.article.text);
  EXPECT_TRUE(analysis) << analysis.error().message();
  r.analysis = std::move(*analysis);
  r.article.published = Published{published, DateSource::kGiven};
  r.article.blocks = {
      {BlockKind::kParagraph, {0, static_cast<std::uint32_t>(r.article.text.size())}}};
  std::map<std::string, Index> known;
  for (std::uint32_t s = 0; s < r.analysis.sentences.size(); ++s) {
    Sentence& sentence = r.analysis.sentences[s];
    sentence.headline = headline;
    for (const Name& n : sentence.names) {
      const Span span{sentence.words[n.begin].span.begin, sentence.words[n.end - 1].span.end};
      const std::string name(slice(r.article.text, span));
      if (n.cls == NameClass::kDate) {
        r.entities.times.push_back({span, TimeType::kDate, name, name + "-01-01", name + "-12-31"});
        r.entities.time_mentions.push_back(
            {s, n.begin, n.end, static_cast<Index>(r.entities.times.size()) - 1});
        continue;
      }
      const auto [at, fresh] = known.emplace(name, static_cast<Index>(r.entities.entities.size()));
      if (fresh) {
        Entity e;
        e.kind = n.cls == NameClass::kPerson         ? EntityKind::kPerson
                 : n.cls == NameClass::kOrganization ? EntityKind::kOrganization
                                                     : EntityKind::kCountry;
        e.name = name;
        r.entities.entities.push_back(e);
      }
      std::uint32_t head = n.end - 1;
      for (std::uint32_t w = n.begin; w < n.end; ++w)
        if (sentence.words[w].head < static_cast<std::int32_t>(n.begin) ||
            sentence.words[w].head >= static_cast<std::int32_t>(n.end))
          head = w;
      r.entities.mentions.push_back({s, n.begin, n.end, head, at->second, MentionForm::kName});
    }
  }
  if (model) {
    Sentence& sentence = r.analysis.sentences[0];
    sentence.accurate = true;
    sentence.triggers = model->triggers;
    sentence.cues = model->cues;
  }
  r.coding = rules.code(r.article, r.analysis, r.entities);
  return r;
}

Read read_by(const Model& model, std::string_view compact) {
  return read(compact, false, "2025-06-18", model);
}

TEST(Statements, IndirectWithThat) {
  const Read r = read(
      "Haugland|PROPN|NNP|2|nsubj|PER said/say|VERB|VBD|0|root that|SCONJ|IN|6|mark "
      "Oslo|PROPN|NNP|6|nsubj|LOC "
      "would|AUX|MD|6|aux wait|VERB|VB|2|ccomp_ .|PUNCT|.|2|punct");
  EXPECT_THAT(r.statements(), ElementsAre("Haugland indirect assert: Oslo would wait"));
}

TEST(Statements, DirectBeforeItsTagAndOnBehindIt) {
  const Read r = read(
      "\"_|PUNCT|``|3|punct We|PRON|PRP|3|nsubj wait/wait_|VERB|VBP|0|root ,_|PUNCT|,|3|punct "
      "\"|PUNCT|''|3|punct "
      "said/say|VERB|VBD|3|parataxis Kim_|PROPN|NNP|6|nsubj|PER .|PUNCT|.|3|punct ## "
      "\"_|PUNCT|``|3|punct They|PRON|PRP|3|nsubj came/come|VERB|VBD|0|root to|ADP|IN|6|case "
      "the|DET|DT|6|det border_|NOUN|NN|3|obl ._|PUNCT|.|3|punct \"|PUNCT|''|3|punct");
  EXPECT_THAT(r.statements(),
              ElementsAre("Kim direct assert: We wait, | They came to the border."));
}

TEST(Statements, ParticipleOfSayingSharesTheSubjectAndHasItsOwnContent) {
  const Read r = read(
      "Ito|PROPN|NNP|2|nsubj|PER said/say_|VERB|VBD|0|root ,|PUNCT|,|2|punct \"_|PUNCT|``|6|punct "
      "Talks|NOUN|NNS|6|nsubj "
      "failed/fail_|VERB|VBD|2|ccomp ,_|PUNCT|,|6|punct \"|PUNCT|''|6|punct "
      "adding/add_|VERB|VBG|2|advcl ,|PUNCT|,|9|punct "
      "\"_|PUNCT|``|14|punct We|PRON|PRP|14|nsubj will|AUX|MD|14|aux try|VERB|VB|9|ccomp "
      "again_|ADV|RB|14|advmod "
      "._|PUNCT|.|2|punct \"|PUNCT|''|14|punct");
  EXPECT_THAT(r.statements(), ElementsAre("Ito direct assert: Talks failed,",
                                          "Ito direct promise: We will try again."));
}

TEST(Statements, MedialTagLeavesTwoSpans) {
  const Read r = read(
      "The|DET|DT|2|det plan_|NOUN|NN|8|nsubj ,|PUNCT|,|5|punct Park|PROPN|NNP|5|nsubj|PER "
      "said/say_|VERB|VBD|8|parataxis "
      ",|PUNCT|,|5|punct would|AUX|MD|8|aux fail_|VERB|VB|0|root .|PUNCT|.|8|punct");
  EXPECT_THAT(r.statements(), ElementsAre("Park indirect assert: The plan | would fail"));
}

TEST(Statements, DidNotSayIsNoStatement) {
  const Read r = read(
      "Park|PROPN|NNP|4|nsubj|PER did/do|AUX|VBD|4|aux not|PART|RB|4|advmod say|VERB|VB|0|root "
      "when|ADV|WRB|8|advmod "
      "talks|NOUN|NNS|8|nsubj would|AUX|MD|8|aux begin_|VERB|VB|4|ccomp .|PUNCT|.|4|punct");
  EXPECT_THAT(r.statements(), ElementsAre());
}

TEST(Statements, ScareQuotesAreNoStatement) {
  const Read r = read(
      "The|DET|DT|6|det so-called|ADJ|JJ|6|amod \"_|PUNCT|``|5|punct x/x|X|FW|5|dep "
      "axis_|NOUN|NN|6|compound "
      "\"|PUNCT|''|5|punct met/meet|VERB|VBD|0|root Ito_|PROPN|NNP|7|obj|PER .|PUNCT|.|7|punct");
  EXPECT_THAT(r.statements(), ElementsAre());
}

TEST(Events, SupplyWithSourceTargetAndThing) {
  const Read r = read(
      "Iran|PROPN|NNP|3|nsubj|LOC is/be|AUX|VBZ|3|aux supplying/supply|VERB|VBG|0|root "
      "Russia|PROPN|NNP|3|obj|LOC "
      "with|ADP|IN|7|case 300|NUM|CD|7|nummod drones/drone_|NOUN|NNS|3|obl .|PUNCT|.|3|punct");
  EXPECT_THAT(r.events(), ElementsAre("AID Iran > Russia ongoing delivered"));
  ASSERT_EQ(r.coding.events[0].objects.size(), 1U);
  EXPECT_EQ(r.coding.events[0].objects[0].item_class, "drones");
  EXPECT_EQ(r.coding.events[0].objects[0].quantity->min, 300);
  EXPECT_EQ(r.coding.events[0].cameo, "072");
}

TEST(Events, PassiveWithAgent) {
  const Read r = read(
      "Shells/shell|NOUN|NNS|3|nsubj:pass were/be|AUX|VBD|3|aux:pass sent/send|VERB|VBN|0|root "
      "to|ADP|IN|5|case "
      "Ukraine|PROPN|NNP|3|obl|LOC by|ADP|IN|7|case Norway_|PROPN|NNP|3|obl:agent|LOC "
      ".|PUNCT|.|3|punct");
  EXPECT_THAT(r.events(), ElementsAre("AID Norway > Ukraine actual delivered"));
}

TEST(Events, StopPresupposesAnActUnderWay) {
  const Read r = read(
      "Kenya|PROPN|NNP|3|nsubj|LOC must|AUX|MD|3|aux stop|VERB|VB|0|root "
      "supporting/support|VERB|VBG|3|xcomp "
      "Uganda|PROPN|NNP|8|nmod:poss|LOC 's|PART|POS|5|case farm|NOUN|NN|8|compound "
      "economy_|NOUN|NN|4|obj .|PUNCT|.|3|punct");
  EXPECT_THAT(r.events(), ElementsAre("AID Kenya > Uganda ongoing"));
}

TEST(Events, RelativeClauseWithALightVerb) {
  const Read r = read(
      "Delhi|PROPN|NNP|3|nsubj|LOC will|AUX|MD|3|aux block|VERB|VB|0|root the|DET|DT|5|det "
      "support|NOUN|NN|3|obj "
      "that|PRON|WDT|10|obj Nepal|PROPN|NNP|10|nsubj|LOC and|CCONJ|CC|9|cc "
      "Bhutan|PROPN|NNP|7|conj|LOC "
      "provide|VERB|VBP|5|acl:relcl to|ADP|IN|12|case Laos_|PROPN|NNP|10|obl|LOC "
      ".|PUNCT|.|3|punct");
  EXPECT_THAT(r.events(), ElementsAre("AID Nepal,Bhutan > Laos ongoing"));
}

TEST(Events, MayIsHypotheticalWillIsPledgedNotIsNegated) {
  const auto sentence = [](const char* modal, const char* tag, const char* rel) {
    return "Iran|PROPN|NNP|3|nsubj|LOC " + std::string(modal) + "|AUX|" + tag + "|3|" + rel +
           " send|VERB|VB|0|root tanks/tank|NOUN|NNS|3|obj to|ADP|IN|6|case "
           "Russia_|PROPN|NNP|3|obl|LOC .|PUNCT|.|3|punct";
  };
  EXPECT_THAT(read(sentence("may", "MD", "aux")).events(),
              ElementsAre("AID Iran > Russia hypothetical considered"));
  EXPECT_THAT(read(sentence("will", "MD", "aux")).events(),
              ElementsAre("AID Iran > Russia future pledged"));
  EXPECT_THAT(read(sentence("never", "RB", "advmod")).events(),
              ElementsAre("AID Iran > Russia negated"));
}

TEST(Events, APromiseIsAnActOfItsOwn) {
  const Read r = read(
      "Japan|PROPN|NNP|2|nsubj|LOC pledged/pledge|VERB|VBD|0|root to|PART|TO|4|mark "
      "send|VERB|VB|2|xcomp "
      "radars/radar|NOUN|NNS|4|obj to|ADP|IN|7|case Manila_|PROPN|NNP|4|obl|LOC .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(),
              ElementsAre("AGREE Japan > Manila actual", "AID Japan > Manila future pledged"));
  EXPECT_EQ(r.coding.events[0].cameo, "033");
}

TEST(Events, AHeadlineInfinitiveIsToCome) {
  const Read r = read(
      "Macron|PROPN|NNP|3|nsubj|PER to|PART|TO|3|mark visit|VERB|VB|0|root "
      "Kyiv|PROPN|NNP|3|obj|LOC",
      true);
  EXPECT_THAT(r.events(), ElementsAre("CONSULT Macron > Kyiv future"));
}

TEST(Events, YearsBeforeTheReportAreHistory) {
  const Read r = read(
      "Iraq|PROPN|NNP|2|nsubj|LOC invaded/invade|VERB|VBD|0|root Kuwait|PROPN|NNP|2|obj|LOC "
      "in|ADP|IN|5|case "
      "1990_|NUM|CD|2|obl|DATE .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("ASSAULT Iraq > Kuwait historical"));
}

TEST(Events, AttackedTheProposalIsBlame) {
  const Read r = read(
      "Moscow|PROPN|NNP|2|nsubj|LOC attacked/attack|VERB|VBD|0|root "
      "Warsaw|PROPN|NNP|5|nmod:poss|LOC 's|PART|POS|3|case "
      "proposal_|NOUN|NN|2|obj .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("ACCUSE Moscow > Warsaw actual"));
}

TEST(Events, GamesAreNoEvents) {
  const Read r = read(
      "Spain|PROPN|NNP|2|nsubj|LOC attacked/attack|VERB|VBD|0|root Italy|PROPN|NNP|2|obj|LOC "
      "in|ADP|IN|6|case "
      "the|DET|DT|6|det match_|NOUN|NN|2|obl .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre());
}

TEST(Events, MutualActsListBothSides) {
  const Read r = read(
      "Lavrov|PROPN|NNP|2|nsubj|PER met/meet|VERB|VBD|0|root with|ADP|IN|4|case "
      "Wang_|PROPN|NNP|2|obl|PER .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("CONSULT Lavrov,Wang > Lavrov,Wang actual"));
}

constexpr std::string_view kStrike =
    "Spain|PROPN|NNP|2|nsubj|LOC attacked/attack|VERB|VBD|0|root Italy|PROPN|NNP|2|obj|LOC "
    ".|PUNCT|.|2|punct";

TEST(ReadEvents, WhatTheModelDoesNotSeeIsNone) {
  EXPECT_THAT(read(kStrike).events(), ElementsAre("ASSAULT Spain > Italy actual"));
  EXPECT_THAT(read_by({}, kStrike).events(), ElementsAre());
}

TEST(ReadEvents, ItsTypeModeAndStatusGo) {
  const Read r = read_by(
      {{{1, 2, {0}, {2}, EventType::kThreaten, "violence", EventStatus::kHypothetical, 0.9F}}, {}},
      kStrike);
  EXPECT_THAT(r.events(), ElementsAre("THREATEN Spain > Italy hypothetical"));
  EXPECT_EQ(r.coding.events[0].mode, "violence");
  EXPECT_EQ(r.coding.events[0].cameo, "138");
  EXPECT_EQ(r.coding.events[0].rule, "read-other-verb:attack");
}

TEST(ReadEvents, RolesAreThoseOfTheRuleOfTheActElseTheWordsThatItSaw) {
  const auto of = [](WordList sources, WordList targets, EventType type) {
    return read_by({{{1, 2, sources, targets, type, "", EventStatus::kActual, 0.9F}}, {}}, kStrike)
        .events();
  };
  EXPECT_THAT(of({2}, {0}, EventType::kAssault), ElementsAre("ASSAULT Spain > Italy actual"));
  EXPECT_THAT(of({2}, {0}, EventType::kCoerce), ElementsAre("COERCE Italy > Spain actual"));
  // None seen: by where the words stand.
  EXPECT_THAT(of({}, {}, EventType::kCoerce), ElementsAre("COERCE Spain > Italy actual"));
}

TEST(ReadEvents, AVerbThatNoRuleHasAndAThingAsItsTarget) {
  const Read r =
      read_by({{{1, 2, {0}, {2, 3}, EventType::kAssault, "", EventStatus::kActual, 0.9F}}, {}},
              "Spain|PROPN|NNP|2|nsubj|LOC pummelled/pummel|VERB|VBD|0|root a|DET|DT|4|det "
              "convoy|NOUN|NN|2|obj .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("ASSAULT Spain > a convoy actual"));
  EXPECT_EQ(r.coding.events[0].rule, "read-verb:pummel");
}

TEST(ReadEvents, TwoTriggersAreTwoEvents) {
  const Read r =
      read_by({{{1, 2, {0}, {}, EventType::kMobilize, "", EventStatus::kActual, 0.9F},
                {3, 4, {0}, {5}, EventType::kAssault, "", EventStatus::kActual, 0.9F}},
               {}},
              "Spain|PROPN|NNP|2|nsubj|LOC launched/launch|VERB|VBD|0|root an|DET|DT|4|det "
              "attack|NOUN|NN|2|obj on|ADP|IN|6|case Italy|PROPN|NNP|4|nmod|LOC .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("MOBILIZE Spain >  actual", "ASSAULT Spain > Italy actual"));
}

TEST(ReadEvents, BothSidesInOnePhraseAreBothSides) {
  const std::string_view pair =
      "Lavrov|PROPN|NNP|4|nsubj|PER and|CCONJ|CC|3|cc Wang|PROPN|NNP|1|conj|PER "
      "chatted/chat|VERB|VBD|0|root .|PUNCT|.|4|punct";
  EXPECT_THAT(
      read_by({{{3, 4, {0, 2}, {}, EventType::kConsult, "", EventStatus::kActual, 0.9F}}, {}}, pair)
          .events(),
      ElementsAre("CONSULT Lavrov,Wang > Lavrov,Wang actual"));
}

TEST(ReadEvents, ACalendarDateStands) {
  const Read r = read_by(
      {{{1, 2, {0}, {2}, EventType::kAssault, "", EventStatus::kActual, 0.9F}}, {}},
      "Spain|PROPN|NNP|2|nsubj|LOC attacked/attack|VERB|VBD|0|root Italy|PROPN|NNP|2|obj|LOC "
      "in|ADP|IN|5|case 1994|NUM|CD|2|obl|DATE .|PUNCT|.|2|punct");
  EXPECT_THAT(r.events(), ElementsAre("ASSAULT Spain > Italy historical"));
}

constexpr std::string_view kTold =
    "Haugland|PROPN|NNP|2|nsubj|PER said/say|VERB|VBD|0|root that|SCONJ|IN|6|mark "
    "Oslo|PROPN|NNP|6|nsubj|LOC would|AUX|MD|6|aux wait|VERB|VB|2|ccomp_ .|PUNCT|.|2|punct";

TEST(ReadStatements, ACueThatTheModelDoesNotSeeIsNone) {
  EXPECT_THAT(read_by({}, kTold).statements(), ElementsAre());
  EXPECT_THAT(read_by({{}, {{1, 2, {0}, {3, 4, 5}, {}, 0.9F}}}, kTold).statements(),
              ElementsAre("Haugland indirect assert: Oslo would wait"));
}

TEST(ReadStatements, ACueThatNoRuleKnowsIsMadeOfItsWords) {
  const Read r = read_by(
      {{}, {{1, 2, {0}, {3, 4, 5}, {}, 0.9F}}},
      "Haugland|PROPN|NNP|2|nsubj|PER yodelled/yodel|VERB|VBD|0|root that|SCONJ|IN|6|mark "
      "Oslo|PROPN|NNP|6|nsubj|LOC would|AUX|MD|6|aux wait|VERB|VB|2|ccomp_ .|PUNCT|.|2|punct");
  EXPECT_THAT(r.statements(), ElementsAre("Haugland indirect assert: Oslo would wait"));
  EXPECT_EQ(r.coding.statements[0].rule, "read-cue:yodel");
}

TEST(ReadStatements, ACueBesideAQuotationStaysWhateverTheModelSees) {
  const Read r = read_by(
      {},
      "\"_|PUNCT|``|3|punct We|PRON|PRP|3|nsubj wait/wait_|VERB|VBP|0|root ,_|PUNCT|,|3|punct "
      "\"|PUNCT|''|3|punct said/say|VERB|VBD|3|parataxis Kim_|PROPN|NNP|6|nsubj|PER "
      ".|PUNCT|.|3|punct");
  EXPECT_THAT(r.statements(), ElementsAre("Kim direct assert: We wait,"));
}

TEST(ReadDyads, TheLikeliestActOrNone) {
  const Rules rules = *Rules::open(Resources::at(DRAGOMAN_SOURCE_DIR));
  Read r = read(kStrike);
  ActReading reading;
  reading.types[static_cast<std::size_t>(EventType::kAid)] = 0.6F;
  reading.none = 0.3F;
  reading.status = EventStatus::kNegated;
  const auto dyad = [&] {
    return rules.code_dyad(r.article, r.analysis, r.entities, r.coding, {}, reading);
  };
  EXPECT_EQ(dyad().type, EventType::kAid);
  EXPECT_EQ(dyad().status, EventStatus::kNegated);
  EXPECT_EQ(dyad().quad, 2);
  reading.none = 0.95F;
  EXPECT_FALSE(dyad().type.has_value());
}

TEST(Numbers, WordsDigitsScalesAndLimits) {
  const auto lexicon = coding::Lexicon::open(Resources::at(DRAGOMAN_SOURCE_DIR), {});
  ASSERT_TRUE(lexicon) << lexicon.error().message();
  const auto number = [&](std::string_view compact) {
    std::string text;
    const auto analysis = analysis_from_conllu(conllu(compact), &text);
    const coding::Tree tree(analysis->sentences[0]);
    return coding::number_in(**lexicon, tree, 0, tree.size());
  };
  EXPECT_EQ(number("1,200|NUM|CD|2|nummod men|NOUN|NNS|0|root")->value, 1200);
  EXPECT_EQ(number("1.5|NUM|CD|3|nummod billion|NUM|CD|3|nummod euros/euro|NOUN|NNS|0|root")->value,
            1.5e9);
  EXPECT_EQ(number("two|NUM|CD|2|nummod dozen|NOUN|NN|3|nummod tanks|NOUN|NNS|0|root")->value, 24);
  const auto least =
      number("at|ADP|IN|3|case least|ADJ|JJS|1|fixed 340|NUM|CD|4|nummod tools|NOUN|NNS|0|root");
  EXPECT_EQ(least->value, 340);
  EXPECT_EQ(least->qualifier, "at least");
  EXPECT_FALSE(number("some|DET|DT|2|det tanks|NOUN|NNS|0|root").has_value());
  EXPECT_FALSE(number("the|DET|DT|2|det 24th|ADJ|JJ|3|amod brigade|NOUN|NN|0|root").has_value());
}

TEST(Trees, CirclesAndStrangeHeadsDoNoHarm) {
  Sentence s;
  for (int i = 0; i < 6; ++i) {
    Word w;
    w.span = {static_cast<std::uint32_t>(i * 2), static_cast<std::uint32_t>(i * 2 + 1)};
    w.form = w.lemma = "say";
    w.upos = i % 2 ? Upos::kVerb : Upos::kNoun;
    w.xpos = "VBN";
    w.deprel = i % 3 ? "advcl" : "acl:relcl";
    w.head = (i + 1) % 6;
    s.words.push_back(w);
  }
  const coding::Tree tree(s);
  for (coding::WordId w = 0; w < tree.size(); ++w) {
    coding::arguments_of(tree, w);
    coding::surface_subject(tree, w);
    tree.phrase(w, true);
    tree.clause_of(w);
  }
}

}  // namespace
}  // namespace dragoman
