#include "entities/entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entities/test_trees.h"

namespace dragoman {
namespace {

TEST(Entities, TitlesNameActorsByGrammar) {
  const auto r = resolve_trees(
      "Ukraine~Ukraine~PROPN~4~nmod:poss~B-LOC~_ 's~'s~PART~1~case defence~defence~NOUN~4~compound "
      "minister~minister~NOUN~5~nmod:desc Rustem~Rustem~PROPN~7~nsubj~B-PER "
      "Umerov~Umerov~PROPN~5~flat~I-PER met~meet~VERB~0~root NATO~NATO~PROPN~9~compound~B-ORG "
      "chief~chief~NOUN~10~nmod:desc Mark~Mark~PROPN~7~obj~B-PER Rutte~Rutte~PROPN~10~flat~I-PER "
      "in~in~ADP~13~case Brussels~Brussels~PROPN~7~obl~B-LOC~_ .~.~PUNCT~7~punct\n"
      "He~he~PRON~2~nsubj thanked~thank~VERB~0~root the~the~DET~4~det "
      "alliance~alliance~NOUN~2~obj~_ .~.~PUNCT~2~punct\n",
      "2025-03-11");
  EXPECT_EQ(entity_with(r, "He"),
            "person Rustem Umerov UKRGOVMIL: Ukraine's defence minister Rustem Umerov | He");
  EXPECT_EQ(entity_with(r, "NATO chief Mark Rutte"),
            "person Mark Rutte IGOWSTNAT: NATO chief Mark Rutte");
  EXPECT_EQ(entity_with(r, "NATO"), "organization NATO IGOWSTNAT: NATO | the alliance");
  EXPECT_EQ(entity_with(r, "Brussels"), "place Brussels: Brussels");
  const WordMention* m = r.entities.mention_at(0, 4);
  ASSERT_NE(m, nullptr);
  EXPECT_EQ(m->begin, 0U);
  EXPECT_EQ(r.entities.entities[m->entity].actor->plover, "UKR GOV MIL");
}

TEST(Entities, GroupsAndBodiesBelongToCountries) {
  const auto r = resolve_trees(
      "Iranian~Iranian~ADJ~3~amod~B-NORP state~state~NOUN~3~compound media~media~NOUN~4~nsubj "
      "praised~praise~VERB~0~root the~the~DET~6~det rebels~rebel~NOUN~4~obj in~in~ADP~9~case "
      "northern~northern~ADJ~9~amod Myanmar~Myanmar~PROPN~6~nmod~B-LOC~_ .~.~PUNCT~4~punct\n"
      "North~North~PROPN~3~amod~B-LOC Korean~Korean~ADJ~3~amod~B-NORP troops~troops~NOUN~4~nsubj "
      "arrived~arrive~VERB~0~root near~near~ADP~6~case Kherson~Kherson~PROPN~4~obl~B-LOC~_ "
      ",~,~PUNCT~12~punct a~a~DET~11~det senior~senior~ADJ~11~amod Kenyan~Kenyan~ADJ~11~amod "
      "official~official~NOUN~12~nsubj said~say~VERB~4~parataxis~_ .~.~PUNCT~12~punct\n");
  EXPECT_EQ(entity_with(r, "Iranian state media"),
            "group Iranian state media IRNMED: Iranian state media");
  EXPECT_EQ(entity_with(r, "the rebels in northern Myanmar"),
            "group rebels in northern Myanmar MMRREB: the rebels in northern Myanmar");
  EXPECT_EQ(entity_with(r, "North Korean troops"),
            "group North Korean troops PRKMIL: North Korean troops");
  EXPECT_EQ(entity_with(r, "a senior Kenyan official"),
            "role senior Kenyan official KENGOV: a senior Kenyan official");
  EXPECT_EQ(r.entities.entities.front().actor->plover, "IRN JRN");
}

TEST(Entities, CapitalsActForTheirGovernments) {
  const auto r = resolve_trees(
      "The~the~DET~5~det Seoul~Seoul~PROPN~4~obl~B-LOC~_ -~-~PUNCT~2~punct~_ "
      "based~base~VERB~5~amod firm~firm~NOUN~6~nsubj sold~sell~VERB~0~root "
      "drones~drone~NOUN~6~obj in~in~ADP~9~case Seoul~Seoul~PROPN~6~obl~B-LOC~_ "
      ".~.~PUNCT~6~punct\n"
      "Seoul~Seoul~PROPN~3~nsubj~B-LOC will~will~AUX~3~aux question~question~VERB~0~root "
      "the~the~DET~5~det company~company~NOUN~3~obj~_ .~.~PUNCT~3~punct\n");
  EXPECT_EQ(entity_with(r, "the company"),
            "organization Seoul-based firm KORBUS: The Seoul-based firm | the company");
  const WordMention* capital = r.entities.mention_at(1, 0);
  ASSERT_NE(capital, nullptr);
  const Entity& state = r.entities.entities[capital->entity];
  EXPECT_EQ(state.kind, EntityKind::kCountry);
  EXPECT_EQ(state.name, "South Korea");
  std::vector<PlaceUse> uses;
  for (const Place& p : r.entities.places) uses.push_back(p.use);
  EXPECT_THAT(uses,
              testing::ElementsAre(PlaceUse::kLiteral, PlaceUse::kLiteral, PlaceUse::kMetonym));
}

TEST(Entities, CapitalsAreGivenThingsAndFlownTo) {
  const auto r = resolve_trees(
      "Norway~Norway~PROPN~2~nsubj~B-LOC sold~sell~VERB~0~root tractors~tractor~NOUN~2~obj "
      "to~to~ADP~5~case "
      "Lima~Lima~PROPN~2~obl~B-LOC~_ .~.~PUNCT~2~punct\n"
      "Workers~worker~NOUN~2~nsubj flew~fly~VERB~0~root to~to~ADP~4~case "
      "Lima~Lima~PROPN~2~obl~B-LOC~_ .~.~PUNCT~2~punct\n");
  const WordMention* buyer = r.entities.mention_at(0, 4);
  const WordMention* town = r.entities.mention_at(1, 3);
  ASSERT_NE(buyer, nullptr);
  ASSERT_NE(town, nullptr);
  EXPECT_EQ(r.entities.entities[buyer->entity].name, "Peru");
  EXPECT_EQ(r.entities.entities[town->entity].kind, EntityKind::kPlace);
}

TEST(Entities, BrusselsIsTheUnionsWhereTheReportNamesIt) {
  const std::string said =
      "Brussels~Brussels~PROPN~2~nsubj~B-LOC said~say~VERB~0~root so~so~ADV~2~advmod~_ "
      ".~.~PUNCT~2~punct\n";
  const auto union_report = resolve_trees(
      "The~the~DET~2~det EU~EU~PROPN~3~nsubj~B-ORG met~meet~VERB~0~root~_ .~.~PUNCT~3~punct\n" +
      said);
  EXPECT_THAT(entity_with(union_report, "Brussels"), testing::StartsWith("organization EU IGO"));
  EXPECT_THAT(entity_with(resolve_trees(said), "Brussels"),
              testing::StartsWith("country Belgium BEL"));
}

TEST(Entities, DatelinesAreNoActors) {
  const auto r = resolve_trees(
      "LIMA~Lima~PROPN~10~nsubj~B-LOC~_ ,~,~PUNCT~1~punct May~May~PROPN~1~appos 4~4~NUM~3~nummod "
      "(~(~PUNCT~6~punct~_ Reuters~Reuters~PROPN~1~appos~B-ORG~_ )~)~PUNCT~6~punct "
      "-~-~PUNCT~10~punct "
      "Growers~grower~NOUN~10~nsubj met~meet~VERB~0~root~_ .~.~PUNCT~10~punct\n");
  EXPECT_EQ(entity_with(r, "Reuters"), "");
  const WordMention* town = r.entities.mention_at(0, 0);
  ASSERT_NE(town, nullptr);
  EXPECT_EQ(r.entities.entities[town->entity].kind, EntityKind::kPlace);
}

TEST(Entities, TheyAreSeveralAndNobodyTagsHisOwnName) {
  const auto r = resolve_trees(
      "The~the~DET~2~det EU~EU~PROPN~3~nsubj~B-ORG fined~fine~VERB~0~root two~two~NUM~5~nummod "
      "companies~company~NOUN~3~obj~_ ,~,~PUNCT~7~punct saying~say~VERB~3~advcl "
      "that~that~SCONJ~10~mark "
      "they~they~PRON~10~nsubj cheated~cheat~VERB~7~ccomp~_ .~.~PUNCT~3~punct\n"
      "“~“~PUNCT~4~punct~_ A~a~DET~3~det minister~minister~NOUN~4~nsubj "
      "sleeps~sleep~VERB~8~ccomp~_ ,~,~PUNCT~4~punct~_ ”~”~PUNCT~4~punct he~he~PRON~8~nsubj "
      "said~say~VERB~0~root~_ .~.~PUNCT~8~punct\n");
  EXPECT_THAT(entity_with(r, "they"), testing::HasSubstr("two companies | they"));
  EXPECT_EQ(entity_with(r, "he"), "");
}

TEST(Entities, SecondMentionsFindTheirNames) {
  const auto r = resolve_trees(
      "Foreign~foreign~ADJ~2~amod Minister~minister~NOUN~3~nmod:desc "
      "Sergei~Sergei~PROPN~5~nsubj~B-PER Lavrov~Lavrov~PROPN~3~flat~I-PER flew~fly~VERB~0~root "
      "to~to~ADP~7~case Cairo~Cairo~PROPN~5~obl~B-LOC~_ .~.~PUNCT~5~punct\n"
      "Lavrov~Lavrov~PROPN~2~nsubj~B-PER said~say~VERB~0~root the~the~DET~4~det "
      "finance~finance~NOUN~5~compound minister~minister~NOUN~6~nsubj stayed~stay~VERB~2~ccomp~_ "
      ".~.~PUNCT~2~punct\n"
      "Russia~Russia~PROPN~4~nmod:poss~B-LOC~_ 's~'s~PART~1~case top~top~ADJ~4~amod "
      "diplomat~diplomat~NOUN~5~nsubj left~leave~VERB~0~root~_ .~.~PUNCT~5~punct\n",
      "2024-06-18");
  EXPECT_EQ(entity_with(r, "Lavrov"),
            "person Sergei Lavrov RUSGOV: Foreign Minister Sergei Lavrov | Lavrov | Russia's top "
            "diplomat");
  EXPECT_THAT(entity_with(r, "the finance minister"), testing::StartsWith("role finance minister"));
  EXPECT_EQ(r.entities.entities.front().actor->wikidata, "Q58217");
}

TEST(Entities, HeadlinesFindTheNamesBelow) {
  const auto r = resolve_trees(
      "Testov~Testov~PROPN~2~nsubj~B-PER mocks~mock~VERB~0~root Chad~Chad~PROPN~2~obj~B-LOC\n"
      "The~the~DET~3~det Kremlin~Kremlin~PROPN~3~compound~B-ORG spokesman~spokesman~NOUN~8~nsubj~_ "
      ",~,~PUNCT~5~punct Ivan~Ivan~PROPN~3~appos~B-PER Testov~Testov~PROPN~5~flat~I-PER~_ "
      ",~,~PUNCT~8~punct declined~decline~VERB~0~root to~to~PART~10~mark "
      "comment~comment~VERB~8~xcomp~_ .~.~PUNCT~8~punct\n",
      "2024-06-18", true);
  EXPECT_EQ(entity_with(r, "Testov"),
            "person Ivan Testov RUSGOV: Testov | The Kremlin spokesman, Ivan Testov");
}

TEST(Entities, AcronymsStandForWhatTheyFollow) {
  const auto r = resolve_trees(
      "The~the~DET~2~det Congress~Congress~PROPN~9~nsubj~B-ORG of~of~ADP~5~case~I-ORG "
      "Free~Free~ADJ~5~amod~I-ORG Fishermen~Fishermen~PROPN~2~nmod~I-ORG (~(~PUNCT~7~punct~_ "
      "CFF~CFF~PROPN~2~appos~B-ORG~_ )~)~PUNCT~7~punct called~call~VERB~0~root a~a~DET~11~det "
      "strike~strike~NOUN~9~obj~_ .~.~PUNCT~9~punct\n"
      "CFF~CFF~PROPN~2~compound leaders~leader~NOUN~3~nsubj spoke~speak~VERB~0~root~_ "
      ".~.~PUNCT~3~punct\n");
  EXPECT_EQ(entity_with(r, "CFF"),
            "organization Congress of Free Fishermen: The Congress of Free Fishermen | CFF | CFF");
}

TEST(Entities, PronounsAgree) {
  const auto r = resolve_trees(
      "Giorgia~Giorgia~PROPN~3~nsubj~B-PER Sato~Sato~PROPN~1~flat~I-PER praised~praise~VERB~0~root "
      "Anna~Anna~PROPN~3~obj~B-PER Meyer~Meyer~PROPN~4~flat~I-PER~_ .~.~PUNCT~3~punct\n"
      "She~she~PRON~2~nsubj thanked~thank~VERB~0~root her~she~PRON~2~obj~_ .~.~PUNCT~2~punct\n");
  EXPECT_EQ(entity_with(r, "She"), "person Giorgia Sato: Giorgia Sato | She");
  EXPECT_EQ(entity_with(r, "her"), "person Anna Meyer: Anna Meyer | her");
  const auto s = resolve_trees(
      "The~the~DET~3~det Israeli~Israeli~ADJ~3~amod~B-NORP military~military~NOUN~4~nsubj "
      "denied~deny~VERB~0~root the~the~DET~6~det claim~claim~NOUN~4~obj~_ .~.~PUNCT~4~punct\n"
      "It~it~PRON~2~nsubj said~say~VERB~0~root its~its~PRON~4~nmod:poss "
      "soldiers~soldier~NOUN~6~nsubj "
      "had~have~AUX~6~aux left~leave~VERB~2~ccomp~_ .~.~PUNCT~2~punct\n");
  EXPECT_EQ(entity_with(s, "its"),
            "organization Israeli military ISRMIL: The Israeli military | It | its");
  EXPECT_THAT(entity_with(s, "its soldiers"), testing::StartsWith("group its soldiers ISRMIL"));
}

TEST(Entities, FormerOfficialsAreElites) {
  const auto r = resolve_trees(
      "Former~former~ADJ~3~amod Chilean~chilean~ADJ~3~amod~B-NORP "
      "president~president~NOUN~4~nmod:desc "
      "Pablo~Pablo~PROPN~6~nsubj~B-PER Ejemplo~Ejemplo~PROPN~4~flat~I-PER "
      "spoke~speak~VERB~0~root~_ "
      ".~.~PUNCT~6~punct\n");
  EXPECT_EQ(entity_with(r, "Former Chilean president Pablo Ejemplo"),
            "person Pablo Ejemplo CHLELI: Former Chilean president Pablo Ejemplo");
}

TEST(Entities, SpeakersOfTheTextItself) {
  const auto r = resolve_trees(
      "We~we~PRON~2~nsubj condemn~condemn~VERB~0~root the~the~DET~4~det attack~attack~NOUN~2~obj~_ "
      ".~.~PUNCT~2~punct\n"
      "Our~our~PRON~2~nmod:poss allies~ally~NOUN~3~nsubj agree~agree~VERB~0~root~_ "
      ".~.~PUNCT~3~punct\n"
      "“~“~PUNCT~4~punct~_ We~we~PRON~3~nsubj left~leave~VERB~0~root~_ ,~,~PUNCT~3~punct~_ "
      "”~”~PUNCT~3~punct said~say~VERB~3~parataxis Tokyo~Tokyo~PROPN~6~nsubj~B-LOC~_ "
      ".~.~PUNCT~3~punct\n");
  // Who speaks inside quotation marks, `coding` says.
  EXPECT_EQ(entity_with(r, "Our"), "group We: We | Our");
  EXPECT_EQ(r.entities.mention_at(2, 1), nullptr);
}

TEST(Places, NamesakesFollowTheirContext) {
  const auto r = resolve_trees(
      "Police~police~NOUN~2~nsubj came~come~VERB~0~root to~to~ADP~4~case "
      "Birmingham~Birmingham~PROPN~2~obl~B-LOC~_ ,~,~PUNCT~6~punct "
      "Alabama~Alabama~PROPN~4~appos~B-LOC~_ .~.~PUNCT~2~punct\n");
  ASSERT_GE(r.entities.places.size(), 2U);
  EXPECT_EQ(r.entities.places[0].country, "USA");
  EXPECT_EQ(r.entities.places[0].adm1, "AL");
  EXPECT_GT(r.entities.places[0].geonameid, 0);
  const auto s = resolve_trees(
      "British~British~ADJ~2~amod police~police~NOUN~3~nsubj came~come~VERB~0~root "
      "to~to~ADP~5~case "
      "Birmingham~Birmingham~PROPN~3~obl~B-LOC~_ .~.~PUNCT~3~punct\n");
  ASSERT_EQ(s.entities.places.size(), 2U);
  EXPECT_EQ(s.entities.places[0].use, PlaceUse::kDemonym);
  EXPECT_EQ(s.entities.places[1].country, "GBR");
}

TEST(Entities, WeaponsActForTheirOwners) {
  const auto r = resolve_trees(
      "Russian~russian~ADJ~2~amod~B-NORP missiles~missile~NOUN~3~nsubj hit~hit~VERB~0~root "
      "Kharkiv~Kharkiv~PROPN~3~obj~B-LOC~_ .~.~PUNCT~3~punct\n"
      "Israeli~israeli~ADJ~2~amod~B-NORP airstrikes~airstrike~NOUN~3~nsubj "
      "continued~continue~VERB~0~root~_ .~.~PUNCT~3~punct\n");
  EXPECT_EQ(entity_with(r, "Russian missiles"), "group Russian missiles RUSMIL: Russian missiles");
  EXPECT_EQ(entity_with(r, "Kharkiv"), "place Kharkiv: Kharkiv");
  EXPECT_EQ(entity_with(r, "Israeli"), "country Israel ISR: Israeli");
}

TEST(Entities, AlikeAcronymsFollowTheFullName) {
  const auto r = resolve_trees(
      "The~the~DET~4~det Rapid~Rapid~PROPN~4~amod~B-ORG Support~Support~PROPN~4~compound~I-ORG "
      "Forces~Forces~PROPN~5~nsubj~I-ORG left~leave~VERB~0~root~_ .~.~PUNCT~5~punct\n"
      "The~the~DET~2~det RSF~RSF~PROPN~3~nsubj~B-ORG returned~return~VERB~0~root~_ "
      ".~.~PUNCT~3~punct\n");
  EXPECT_EQ(entity_with(r, "The RSF"),
            "organization Rapid Support Forces SDNREB: The Rapid Support Forces | The RSF");
}

// 40,000 sentences of the same kind take as long for each as one does.
TEST(Entities, LongReportsTakeLinearTime) {
  std::string trees;
  for (int i = 0; i < 40000; ++i)
    trees +=
        "The~the~DET~2~det minister~minister~NOUN~3~nsubj told~tell~VERB~0~root "
        "Smith~Smith~PROPN~3~obj~B-PER he~he~PRON~6~nsubj left~leave~VERB~3~ccomp "
        "Oslo~Oslo~PROPN~6~obj "
        "and~and~CCONJ~9~cc troops~troops~NOUN~7~conj~_ .~.~PUNCT~3~punct\n";
  const auto r = resolve_trees(trees, "2024-06-18");
  EXPECT_GT(r.entities.mentions.size(), 160000U);
}

TEST(Entities, SurviveWhatIsNoTree) {
  TestReport r;
  r.article.text = "a b c";
  Sentence s;
  s.span = {0, 5};
  for (std::uint32_t i = 0; i < 3; ++i) {
    s.tokens.push_back({{2 * i, 2 * i + 1}, i, 1});
    Word w;
    w.span = {2 * i, 2 * i + 1};
    w.token = i;
    w.form = w.lemma = "president";
    w.upos = Upos::kNoun;
    w.head = static_cast<std::int32_t>((i + 1) % 3);  // a ring
    s.words.push_back(w);
  }
  r.analysis.sentences = {s, Sentence{}};
  const Entities e = Resolver(test_world()).resolve(r.article, r.analysis);
  EXPECT_EQ(e.mentions.empty(), e.entities.empty());
  EXPECT_EQ(e.mention_at(7, 7), nullptr);
}

TEST(Entities, BodiesAreTheirCountrys) {
  // The model's name "Foreign Ministry" is a role; its spokesman speaks in the next sentence.
  const auto r = resolve_trees(
      "Chile~Chile~PROPN~4~nmod:poss~B-LOC~_ 's~'s~PART~1~case Foreign~Foreign~ADJ~4~amod~B-ORG "
      "Ministry~Ministry~PROPN~5~nsubj~I-ORG summoned~summon~VERB~0~root "
      "Peru~Peru~PROPN~8~nmod:poss~B-LOC~_ 's~'s~PART~6~case envoy~envoy~NOUN~5~obj~_ "
      ".~.~PUNCT~5~punct\n"
      "Spokesman~spokesman~NOUN~2~nmod:desc Pablo~Pablo~PROPN~4~nsubj~B-PER "
      "Ejemplo~Ejemplo~PROPN~2~flat~I-PER complained~complain~VERB~0~root~_ .~.~PUNCT~4~punct\n"
      "The~the~DET~2~det ministry~ministry~NOUN~3~nsubj waited~wait~VERB~0~root~_ "
      ".~.~PUNCT~3~punct\n");
  EXPECT_EQ(
      entity_with(r, "The ministry"),
      "organization Chile's Foreign Ministry CHLGOV: Chile's Foreign Ministry | The ministry");
  EXPECT_EQ(entity_with(r, "Spokesman Pablo Ejemplo"),
            "person Pablo Ejemplo CHLGOV: Spokesman Pablo Ejemplo");
}

TEST(Entities, SpokesmenOfOneOfTwoBodiesAreNobodys) {
  const auto r = resolve_trees(
      "The~the~DET~3~det Chilean~chilean~ADJ~3~amod~B-NORP army~army~NOUN~4~nsubj "
      "moved~move~VERB~0~root before~before~SCONJ~9~mark the~the~DET~8~det "
      "Peruvian~peruvian~ADJ~8~amod~B-NORP army~army~NOUN~9~nsubj left~leave~VERB~4~advcl~_ "
      ".~.~PUNCT~4~punct\n"
      "Spokesman~spokesman~NOUN~2~nmod:desc Pablo~Pablo~PROPN~4~nsubj~B-PER "
      "Ejemplo~Ejemplo~PROPN~2~flat~I-PER complained~complain~VERB~0~root~_ .~.~PUNCT~4~punct\n");
  EXPECT_EQ(entity_with(r, "Spokesman Pablo Ejemplo"),
            "person Pablo Ejemplo: Spokesman Pablo Ejemplo");
}

TEST(Entities, TitlesCutNamesOfTheModel) {
  const auto r = resolve_trees(
      "Danish~Danish~ADJ~2~amod~B-ORG Defence~Defence~PROPN~3~compound~I-ORG "
      "Minister~minister~NOUN~4~nmod:desc Karen~Karen~PROPN~6~nsubj~B-PER "
      "Prøve~Prøve~PROPN~4~flat~I-PER spoke~speak~VERB~0~root~_ .~.~PUNCT~6~punct\n");
  EXPECT_EQ(entity_with(r, "Danish Defence Minister Karen Prøve"),
            "person Karen Prøve DNKGOVMIL: Danish Defence Minister Karen Prøve");
}

TEST(Entities, AppositionsToTitlesArePersons) {
  // Two places to the model, and the parse has lost the apposition.
  const auto r = resolve_trees(
      "Moldova~Moldova~PROPN~5~nmod:poss~B-LOC~_ 's~'s~PART~1~case deputy~deputy~ADJ~5~amod "
      "defence~defence~NOUN~5~compound minister~minister~NOUN~9~nsubj~_ ,~,~PUNCT~8~punct "
      "Jordan~Jordan~ADJ~8~amod~B-LOC Munteanu~Munteanu~PROPN~5~conj~B-LOC~_ "
      ",~,~PUNCT~5~punct thanked~thank~VERB~0~root Oslo~Oslo~PROPN~10~obj~B-LOC~_ "
      ".~.~PUNCT~10~punct\n");
  EXPECT_THAT(entity_with(r, "Moldova's deputy defence minister, Jordan Munteanu"),
              testing::StartsWith("person Jordan Munteanu MDAGOVMIL"));
  const auto s = resolve_trees(
      "President~President~PROPN~4~nmod:desc of~of~ADP~3~case Egypt~Egypt~PROPN~1~nmod~B-PER "
      "Samir~Samir~PROPN~6~nsubj~I-PER Mithal~Mithal~PROPN~4~flat~I-PER left~leave~VERB~0~root~_ "
      ".~.~PUNCT~6~punct\n");
  EXPECT_EQ(entity_with(s, "President of Egypt Samir Mithal"),
            "person Samir Mithal EGYGOV: President of Egypt Samir Mithal");
}

TEST(Entities, DatelinesAreNobody) {
  const auto r = resolve_trees(
      "LIMA~LIMA~PROPN~9~nsubj~B-LOC~_ ,~,~PUNCT~1~punct March~March~PROPN~1~appos "
      "11~11~NUM~3~nummod~_ "
      ",~,~PUNCT~3~punct 2025~2025~NUM~3~nummod -~-~PUNCT~9~punct Peru~Peru~PROPN~9~nsubj~B-LOC "
      "agreed~agree~VERB~0~root~_ .~.~PUNCT~9~punct\n");
  EXPECT_EQ(entity_with(r, "Peru"), "country Peru PER: Peru");
  ASSERT_FALSE(r.entities.places.empty());
  EXPECT_EQ(r.entities.places.front().name, "Lima");
}

TEST(Entities, BasesAreNoPeople) {
  const auto r = resolve_trees(
      "They~they~PRON~2~nsubj trained~train~VERB~0~root at~at~ADP~7~case the~the~DET~7~det "
      "Prøvevik~prøvevik~ADJ~7~amod~B-NORP naval~naval~ADJ~7~amod base~base~NOUN~2~obl~_ "
      ".~.~PUNCT~2~punct\n");
  EXPECT_THAT(entity_with(r, "Prøvevik"), testing::StartsWith("place Prøvevik"));
}

TEST(Entities, PhrasesBeginWithTheirOwnWords) {
  const auto r = resolve_trees(
      "Ten~ten~NUM~2~nummod people~people~NOUN~3~nsubj died~die~VERB~0~root~_ ,~,~PUNCT~8~punct "
      "among~among~ADP~6~case them~they~PRON~8~nmod five~five~NUM~8~nummod "
      "soldiers~soldier~NOUN~3~obl~_ .~.~PUNCT~3~punct\n");
  EXPECT_THAT(entity_with(r, "five soldiers"), testing::StartsWith("group five soldiers"));
}

TEST(Entities, OfficialsOfTheDayWhateverTheSpelling) {
  const auto r = resolve_trees(
      "President~President~PROPN~2~nmod:desc Zelenskyy~Zelenskyy~PROPN~3~nsubj~B-PER "
      "spoke~speak~VERB~0~root~_ .~.~PUNCT~3~punct\n"
      "Secretary~secretary~PROPN~2~nmod:desc Antony~Antony~PROPN~5~nsubj~B-PER "
      "J.~J.~PROPN~2~flat~I-PER Blinken~Blinken~PROPN~2~flat~I-PER listened~listen~VERB~0~root~_ "
      ".~.~PUNCT~5~punct\n",
      "2022-06-18");
  EXPECT_THAT(entity_with(r, "President Zelenskyy"), testing::HasSubstr("UKRGOV"));
  EXPECT_THAT(entity_with(r, "Secretary Antony J. Blinken"), testing::HasSubstr("USAGOV"));
}

TEST(Entities, InitialsNameTheBodyBeforeThem) {
  const auto r = resolve_trees(
      "The~the~DET~4~det Chilean~Chilean~ADJ~4~amod~B-ORG Air~Air~PROPN~4~compound~I-ORG "
      "Force~Force~PROPN~8~nsubj~I-ORG (~(~PUNCT~6~punct~_ CHF~CHF~PROPN~4~appos~B-ORG~_ "
      ")~)~PUNCT~6~punct flew~fly~VERB~0~root~_ .~.~PUNCT~8~punct\n"
      "CHF~CHF~PROPN~2~compound pilots~pilot~NOUN~3~nsubj returned~return~VERB~0~root~_ "
      ".~.~PUNCT~3~punct\n");
  EXPECT_EQ(entity_with(r, "CHF"),
            "organization Chilean Air Force CHLMIL: The Chilean Air Force | CHF | CHF");
}

}  // namespace
}  // namespace dragoman
