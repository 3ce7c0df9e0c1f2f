#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/env.h"
#include "store/csv.h"
#include "store/test_record.h"

namespace dragoman {
namespace {

const Ledger& ledger() {
  static const Ledger kLedger = [] {
    const auto resources = Resources::find(Env::system(), DRAGOMAN_SOURCE_DIR);
    EXPECT_TRUE(resources) << resources.error().message();
    auto opened = Ledger::open(*resources);
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  }();
  return kLedger;
}

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() : store_(*Store::open(Env::system(), folder_.path("a.db"), Store::Mode::kWrite)) {}

  void add(TestRecord record) {
    const auto added = store_.add(*record, ledger().derive());
    ASSERT_TRUE(added) << added.error().message();
  }
  std::vector<Value> rows(const RowFilter& filter = {}) { return rows_of_store(store_, filter); }
  static std::vector<Value> rows_of_store(Store& store, const RowFilter& filter = {}) {
    std::vector<Value> out;
    EXPECT_TRUE(store.rows(RowKind::kLedger, filter, [&](const Row& row) {
      out.push_back(*row_value(row));
      return true;
    }));
    return out;
  }
  // "PRK>RUS military/ammunition" of every row.
  std::vector<std::string> summary(const RowFilter& filter = {}) {
    std::vector<std::string> out;
    for (const Value& r : rows(filter))
      out.push_back(r["supporter"]["code"].text() + ">" + r["recipient"]["code"].text() + " " +
                    r["measure"].text() + "/" + r["kind"].text() + " " + r["status"].text() +
                    (r["stage"].is_null() ? "" : " " + r["stage"].text()));
    return out;
  }
  void expect_sound() {
    const auto found = store_.verify();
    ASSERT_TRUE(found);
    for (const std::string& fault : found->faults) ADD_FAILURE() << fault;
  }

  TestFolder folder_;
  Store store_;
};

// A minister claims shells and rifles; a third state warns the supporter in the same breath.
TestRecord shells(const std::string& published = "2024-06-18") {
  TestRecord r(
      "Norway is sending shells and rifles to Estonia, Minister Olga Petrova said, and Moscow "
      "warned Oslo. Norway supports Estonia.",
      "https://a.example/" + published, published);
  const Index norway = r.entity("Oslo", "NORGOV", "NOR", EntityKind::kOrganization);
  const Index estonia = r.entity("Estonia", "EST", "EST");
  const Index minister = r.entity("Olga Petrova", "RUSGOV", "RUS", EntityKind::kPerson);
  const Index s = r.statement(minister, "Norway is sending shells and rifles to Estonia");
  Event& aid = r.event(EventType::kAid, {norway}, {estonia}, "sending");
  aid.status = EventStatus::kOngoing;
  aid.claimed_by = s;
  aid.contexts = {"military"};
  aid.objects = {r.object("shells", "shell", "ammunition"), r.object("rifles", "rifle", "arms")};
  r.event(EventType::kThreaten, {minister}, {norway}, "warned");
  r.event(EventType::kAid, {norway}, {estonia}, "supports");
  return r;
}

TEST_F(LedgerTest, TellsSupporterRecipientMeasureAndKind) {
  add(shells());
  EXPECT_EQ(summary(), (std::vector<std::string>{"NOR>EST military/ actual",
                                                 "NOR>EST military/ammunition ongoing",
                                                 "NOR>EST military/arms ongoing"}));
  const Value row = rows()[1];
  EXPECT_EQ(row["supporter"]["name"].text(), "Norway");
  EXPECT_EQ(row["item"].text(), "shell");
  EXPECT_TRUE(row["quantity"].is_null());
  EXPECT_FALSE(row["cumulative"].truth());
  ASSERT_EQ(row["claimants"].items().size(), 1u);
  EXPECT_EQ(row["claimants"].items()[0]["actor"]["name"].text(), "Olga Petrova");
  EXPECT_TRUE(store_.row(row["claimants"].items()[0]["statement"].text()));
  ASSERT_EQ(row["responses"].items().size(), 1u);
  EXPECT_NE(store_.row(row["responses"].items()[0].text())->body.find("THREATEN"),
            std::string::npos);
  EXPECT_EQ(row["evidence"].items()[0]["quote"].text().substr(0, 9), "Norway is");
  expect_sound();
}

TEST_F(LedgerTest, PrintsEveryFieldOfTheContract) {
  TestRecord r = shells();
  r->events[0].objects[0].quantity = Quantity{5, 5, "container", ""};
  r->events[0].objects[1].money = Money{5, "EUR"};
  add(std::move(r));
  std::vector<std::string> keys;
  const Value row = rows()[1];
  for (const auto& field : row.fields()) keys.push_back(field.name);
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "id",      "revision",   "supporter",  "recipient", "measure", "kind",
                      "item",    "quantity",   "cumulative", "money",     "stage",   "status",
                      "since",   "until",      "claimants",  "deniers",   "rivals",  "responses",
                      "reports", "first_seen", "last_seen",  "evidence"}));
  const auto& columns = csv_columns(RowKind::kLedger);
  const auto cells = parse_csv(csv_line(columns, row)).value()[0];
  const auto cell = [&](std::string_view name) {
    const auto at = std::find(columns.begin(), columns.end(), name);
    return cells[static_cast<std::size_t>(at - columns.begin())];
  };
  EXPECT_EQ(cell("supporter.code"), "NOR");
  EXPECT_EQ(cell("quantity.unit"), "container");
  EXPECT_EQ(cell("cumulative"), "false");
  EXPECT_EQ(cell("claimants.actor.name"), "Olga Petrova");
}

TEST_F(LedgerTest, JoinsReportsAndKeepsRivalFiguresApart) {
  add(shells("2024-06-18"));
  add(shells("2024-06-20"));  // the same text elsewhere: no second report of it
  TestRecord third("So far Norway has shipped 300 crates of shells to Estonia.",
                   "https://c.example/", "2024-07-01");
  TestRecord fourth("So far Norway has shipped 500 crates of shells to Estonia.",
                    "https://d.example/", "2024-07-02");
  for (TestRecord* r : {&third, &fourth}) {
    const Index norway = r->entity("Norway", "NOR", "NOR");
    const Index estonia = r->entity("Estonia", "EST", "EST");
    Event& e = r->event(EventType::kAid, {norway}, {estonia}, "shipped");
    e.stage = Stage::kShipped;
    e.objects = {r->object("shells", "shell", "ammunition")};
    const double n = r == &third ? 300 : 500;
    e.objects[0].quantity = Quantity{n, n, "crate", ""};
    add(*r);
  }
  TestRecord fifth("Norway gave Estonia shells.", "https://e.example/", "2024-08-01");
  Event& e = fifth.event(EventType::kAid, {fifth.entity("Norway", "NOR", "NOR")},
                         {fifth.entity("Estonia", "EST", "EST")}, "gave");
  e.objects = {fifth.object("shells", "shell", "ammunition")};
  e.stage = Stage::kDelivered;
  add(fifth);

  RowFilter filter;
  filter.kind = "ammunition";
  const auto found = rows(filter);
  ASSERT_EQ(found.size(), 3u);  // without figure, 300, 500
  std::vector<Value> figures;
  for (const Value& row : found) {
    if (!row["quantity"].is_null()) {
      figures.push_back(row);
      continue;
    }
    EXPECT_EQ(row["reports"].integer(), 2);
    EXPECT_EQ(row["evidence"].items().size(), 2u);
    EXPECT_EQ(row["stage"].text(), "delivered");
    EXPECT_EQ(row["first_seen"].text(), "2024-06-18");
    EXPECT_EQ(row["last_seen"].text(), "2024-08-01");
    EXPECT_TRUE(row["rivals"].items().empty());
  }
  ASSERT_EQ(figures.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(figures[i]["cumulative"].truth());
    ASSERT_EQ(figures[i]["rivals"].items().size(), 1u);
    EXPECT_EQ(figures[i]["rivals"].items()[0].text(), figures[1 - i]["id"].text());
  }
  expect_sound();
}

TEST_F(LedgerTest, APromiseIsNoDelivery) {
  TestRecord r(
      "Norway pledged tanks to Estonia. Norway delivered tanks to Estonia. Norway may "
      "send tanks to Estonia. Norway refused to sell tanks to Estonia. Norway agreed to "
      "lend tanks to Estonia.");
  const Index norway = r.entity("Norway", "NOR", "NOR");
  const Index estonia = r.entity("Estonia", "EST", "EST");
  const auto act = [&](EventType type, const char* word, EventStatus status,
                       std::optional<Stage> stage) {
    Event& e = r.event(type, {norway}, {estonia}, word);
    e.status = status;
    e.stage = stage;
    e.objects = {r.object("tanks", "tank", "arms")};
  };
  act(EventType::kAid, "pledged", EventStatus::kActual, Stage::kPledged);
  act(EventType::kAid, "delivered", EventStatus::kActual, Stage::kDelivered);
  act(EventType::kAid, "may", EventStatus::kHypothetical, std::nullopt);
  act(EventType::kReject, "refused", EventStatus::kActual, Stage::kRefused);
  act(EventType::kAgree, "agreed", EventStatus::kActual, std::nullopt);
  add(r);
  const auto found = summary();
  EXPECT_EQ(found.size(), 4u);  // pledged and agreed are one
  for (const char* row :
       {"NOR>EST military/arms actual pledged", "NOR>EST military/arms actual delivered",
        "NOR>EST military/arms hypothetical", "NOR>EST military/arms actual refused"})
    EXPECT_NE(std::find(found.begin(), found.end(), row), found.end()) << row;
  expect_sound();
}

TEST_F(LedgerTest, ADenialStandsInTheRowItDenies) {
  TestRecord denial("“We sent no shells to Estonia,” Oslo said on Friday.", "https://n.example/",
                    "2024-06-19");
  const Index norway = denial.entity("Oslo", "NORGOV", "NOR", EntityKind::kOrganization);
  const Index estonia = denial.entity("Estonia", "EST", "EST");
  const Index s = denial.statement(norway, "We sent no shells to Estonia", StatementAct::kDeny);
  Event& e = denial.event(EventType::kAid, {norway}, {estonia}, "sent");
  e.claimed_by = s;
  e.status = EventStatus::kNegated;
  e.objects = {denial.object("shells", "shell", "ammunition")};
  add(denial);
  // Nobody has claimed it yet.
  EXPECT_EQ(summary(), (std::vector<std::string>{"NOR>EST military/ammunition negated"}));
  EXPECT_TRUE(rows()[0]["claimants"].items().empty());
  EXPECT_EQ(rows()[0]["deniers"].items().size(), 1u);
  const std::string alone = rows()[0]["id"].text();
  add(shells());
  RowFilter filter;
  filter.kind = "ammunition";
  ASSERT_EQ(rows(filter).size(), 1u);
  const Value row = rows(filter)[0];
  EXPECT_EQ(row["status"].text(), "ongoing");
  EXPECT_EQ(row["claimants"].items().size(), 1u);
  ASSERT_EQ(row["deniers"].items().size(), 1u);
  EXPECT_EQ(row["deniers"].items()[0]["actor"]["code"].text(), "NORGOV");
  EXPECT_EQ(row["reports"].integer(), 2);
  // The row that only denied has gone, and left its tombstone.
  EXPECT_FALSE(store_.row(alone));
  bool withdrawn = false;
  ASSERT_TRUE(store_.changes({}, [&](const Change& c) {
    withdrawn = withdrawn || (c.op == "withdrawn" && c.row == alone);
    return true;
  }));
  EXPECT_TRUE(withdrawn);
  expect_sound();
}

TEST_F(LedgerTest, OnlyActsOfSupportBetweenTwoSidesEnter) {
  TestRecord r(
      "Norway met Estonia. Norway praised Estonia. Norway helped itself. Somebody gave "
      "Estonia tanks. Acme Corp sold chips to the Free Army. Estonia thanked Norway for the tanks. "
      "Norway paid its teachers.");
  const Index norway = r.entity("Norway", "NOR", "NOR");
  const Index oslo = r.entity("Oslo", "NORGOV", "NOR", EntityKind::kOrganization);
  const Index estonia = r.entity("Estonia", "EST", "EST");
  const Index man = r.entity("Somebody", "", "", EntityKind::kPerson);
  const Index acme = r.entity("Acme Corp", "NORBUS", "NOR", EntityKind::kOrganization);
  const Index army = r.entity("Free Army", "SYRREB", "SYR", EntityKind::kGroup);
  r.event(EventType::kConsult, {norway}, {estonia}, "met");
  r.event(EventType::kSupport, {norway}, {estonia}, "praised");
  r.event(EventType::kAid, {norway}, {oslo}, "helped");
  r.event(EventType::kAid, {man}, {estonia}, "gave");
  Event& thanks = r.event(EventType::kSupport, {estonia}, {norway}, "thanked");
  thanks.objects = {r.object("tanks", "tank", "heavy-weapons")};
  const Index teachers = r.entity("its teachers", "NOREDU", "NOR", EntityKind::kGroup);
  r->entities[static_cast<std::size_t>(teachers)].mentions[0].form = MentionForm::kNominal;
  r.event(EventType::kAid, {norway}, {teachers}, "paid");
  r.event(EventType::kAid, {acme}, {army}, "sold").objects = {
      r.object("chips", "chip", "components")};
  add(r);
  const auto found = rows();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["supporter"]["name"].text(), "Acme Corp");
  EXPECT_EQ(found[0]["recipient"]["code"].text(), "SYRREB");
  EXPECT_EQ(found[0]["kind"].text(), "dual-use");
}

TEST_F(LedgerTest, FiltersBySidesMeasureKindAndTime) {
  add(shells());
  TestRecord r("Brazil lent Cuba 3 billion reais.", "https://b.example/", "2023-01-05");
  Event& e = r.event(EventType::kAid, {r.entity("Brazil", "BRA", "BRA")},
                     {r.entity("Cuba", "CUB", "CUB")}, "lent");
  e.objects = {r.object("3 billion reais", "money", "money")};
  e.objects[0].money = Money{3e9, "BRL"};
  add(r);
  const auto count = [&](auto set) {
    RowFilter filter;
    set(filter);
    return rows(filter).size();
  };
  EXPECT_EQ(count([](RowFilter& f) { f.recipient = "CUB"; }), 1u);
  EXPECT_EQ(count([](RowFilter& f) { f.recipient = "cuba"; }), 1u);
  EXPECT_EQ(count([](RowFilter& f) { f.supporter = "CUB"; }), 0u);
  EXPECT_EQ(count([](RowFilter& f) { f.measure = "economy"; }), 1u);
  EXPECT_EQ(count([](RowFilter& f) { f.kind = "money"; }), 1u);
  EXPECT_EQ(count([](RowFilter& f) { f.actor = "RUSGOV"; }), 2u);  // the claimant
  EXPECT_EQ(count([](RowFilter& f) { f.since = "2024-01-01"; }), 3u);
  EXPECT_EQ(count([](RowFilter& f) { f.until = "2024-01-01"; }), 1u);
  RowFilter money;
  money.kind = "money";
  EXPECT_EQ(to_json(rows(money)[0]["money"]), R"({"amount":3000000000,"currency":"BRL"})");
}

// Every order of adding gives the same rows; adding again adds nothing.
TEST_F(LedgerTest, RowsDoNotDependOnTheOrderOfAdding) {
  std::vector<TestRecord> records;
  for (int i = 0; i < 4; ++i) {
    TestRecord r("On day " + std::to_string(i) + " Norway gave Estonia " + std::to_string(i / 2) +
                     " tanks, Oslo claimed.",
                 "https://a.example/" + std::to_string(i), "2024-06-1" + std::to_string(i));
    const Index norway = r.entity("Norway", "NOR", "NOR");
    const Index estonia = r.entity("Estonia", "EST", "EST");
    const Index s =
        r.statement(norway, "gave Estonia", i == 3 ? StatementAct::kDeny : StatementAct::kAssert);
    Event& e = r.event(EventType::kAid, {norway}, {estonia}, "gave");
    e.claimed_by = s;
    e.objects = {r.object("tanks", "tank", "arms")};
    e.objects[0].quantity = Quantity{double(i / 2), double(i / 2), "", ""};
    records.push_back(std::move(r));
  }
  const auto strip = [](std::vector<Value> values) {
    std::string out;
    for (Value& v : values) out += to_json(v.set("revision", 0)) + "\n";
    return out;
  };
  std::vector<std::size_t> order = {0, 1, 2, 3};
  std::string expected;
  int round = 0;
  do {
    const std::string path = folder_.path("o" + std::to_string(round++) + ".db");
    auto store = Store::open(Env::system(), path, Store::Mode::kWrite);
    ASSERT_TRUE(store);
    for (const std::size_t i : order)
      ASSERT_TRUE(store->add(*TestRecord(records[i]), ledger().derive()));
    for (const std::size_t i : order)
      EXPECT_EQ(store->add(*TestRecord(records[i]), ledger().derive())->what,
                AddOutcome::What::kUnchanged);
    const std::string got = strip(rows_of_store(*store));
    if (expected.empty()) expected = got;
    EXPECT_EQ(got, expected);
  } while (std::next_permutation(order.begin(), order.end()) && round < 12);
}

// The busiest pairs are left to refresh; what comes out is the same.
TEST_F(LedgerTest, RefreshBringsBusyPairsUpToDate) {
  const auto report = [](int i) {
    TestRecord r("On day " + std::to_string(i) + " Norway gave Estonia tanks.",
                 "https://a.example/" + std::to_string(i));
    Event& e = r.event(EventType::kAid, {r.entity("Norway", "NOR", "NOR")},
                       {r.entity("Estonia", "EST", "EST")}, "gave");
    e.objects = {r.object("tanks", "tank", "arms")};
    return r;
  };
  const int many = static_cast<int>(Ledger::kDirectFlows) + 20;
  for (int i = 0; i < many; ++i) add(report(i));
  ASSERT_EQ(rows().size(), 1u);
  EXPECT_EQ(rows()[0]["reports"].integer(), Ledger::kDirectFlows);
  EXPECT_EQ(store_.stale_count(), 1);
  expect_sound();
  // Recoded without the act: the stale row still names it, which is no fault.
  TestRecord empty = report(0);
  empty->events.clear();
  add(empty);
  expect_sound();
  const auto done = store_.refresh(ledger().rebuild());
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->revised, 1);
  EXPECT_EQ(store_.stale_count(), 0);
  EXPECT_EQ(rows()[0]["reports"].integer(), many - 1);
  expect_sound();
}

TEST_F(LedgerTest, RecodingMovesTheFlowsOfTheReport) {
  add(shells());
  const std::size_t before = rows().size();
  TestRecord again = shells();
  again->events[0].targets = again->events[0].sources;  // no longer between two sides
  again->events.pop_back();
  add(again);
  EXPECT_EQ(before, 3u);
  EXPECT_TRUE(rows().empty());
  expect_sound();
  add(shells());
  EXPECT_EQ(rows().size(), 3u);
  EXPECT_EQ(rows()[0]["revision"].integer(), 3);  // added, withdrawn, back
  expect_sound();
}

// Things of a class without a kind are rows too, with what they are.
TEST_F(LedgerTest, KeepsThingsOfNoKind) {
  TestRecord r("Norway gave Estonia two boats and five radars as military aid.");
  Event& e = r.event(EventType::kAid, {r.entity("Norway", "NOR", "NOR")},
                     {r.entity("Estonia", "EST", "EST")}, "gave");
  e.contexts = {"military"};
  e.objects = {r.object("boats", "boat", "ships"), r.object("radars", "radar", "equipment"),
               r.object("aid", "aid", "support")};
  e.objects[1].quantity = Quantity{5, 5, "", ""};
  add(r);
  const auto found = rows();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]["item"].text(), "radar");
  EXPECT_TRUE(found[0]["kind"].is_null());
  EXPECT_EQ(found[0]["measure"].text(), "military");
  EXPECT_EQ(found[0]["quantity"]["min"].number(), 5);
  EXPECT_EQ(found[1]["item"].text(), "boat");
  EXPECT_EQ(found[1]["kind"].text(), "arms");
}

TEST(SupportRules, KnowEveryClassOfThingsThatTheCoderGives) {
  const auto resources = Resources::find(Env::system(), DRAGOMAN_SOURCE_DIR);
  const auto items = resources->table("data/items.tsv"),
             kinds = resources->table("data/support_kinds.tsv");
  ASSERT_TRUE(items && kinds);
  const auto cell = [](const Tsv& table, const Tsv::Row& row, const char* column) {
    return row.cells[*table.column(column)];
  };
  std::set<std::string> known;
  for (const Tsv::Row& row : kinds->rows())
    known.insert(cell(*kinds, row, "by") + " " + cell(*kinds, row, "word"));
  for (const Tsv::Row& row : items->rows()) {
    EXPECT_TRUE(known.count("class " + cell(*items, row, "class"))) << items->place(row);
    const std::string contexts = cell(*items, row, "context");
    for (const std::string_view context : split(contexts, ' '))
      EXPECT_TRUE(known.count("context " + std::string(context))) << items->place(row);
  }
}

TEST(SupportRules, FlowsSurviveBeingKept) {
  const auto resources = Resources::find(Env::system(), DRAGOMAN_SOURCE_DIR);
  const auto rules = SupportRules::open(*resources);
  ASSERT_TRUE(rules) << rules.error().message();
  const TestRecord r = shells();
  const auto built = rows_of(*TestRecord(r));
  for (const Flow& f : rules->flows(*TestRecord(r), *built))
    EXPECT_EQ(to_json(to_value(flow_from(to_value(f)))), to_json(to_value(f)));
}

TEST(SupportRules, BoundsTheSidesOfAnEvent) {
  const auto resources = Resources::find(Env::system(), DRAGOMAN_SOURCE_DIR);
  const auto rules = SupportRules::open(*resources);
  TestRecord r("They gave them all.");
  std::vector<Index> many;
  for (int i = 0; i < 1000; ++i)
    many.push_back(r.entity("Group " + std::to_string(i), "", "", EntityKind::kGroup));
  r.event(EventType::kAid, many, many, "gave");
  EXPECT_LE(rules->flows(*r, *rows_of(*r)).size(), 256u);
}

}  // namespace
}  // namespace dragoman
