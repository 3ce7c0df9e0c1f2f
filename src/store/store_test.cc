#include "store/store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "store/csv.h"
#include "store/sqlite.h"
#include "store/test_record.h"

namespace dragoman {
namespace {

Store open_store(const std::string& path, Store::Mode mode = Store::Mode::kWrite) {
  auto store = Store::open(Env::system(), path, mode);
  EXPECT_TRUE(store) << store.error().message();
  return std::move(*store);
}

std::vector<std::string> lines(Store& store, RowKind kind, const RowFilter& filter = {}) {
  std::vector<std::string> out;
  const auto done = store.rows(kind, filter, [&](const Row& row) {
    out.push_back(row_to_json(row));
    return true;
  });
  EXPECT_TRUE(done) << done.error().message();
  return out;
}

std::vector<std::string> ops(Store& store, std::int64_t after = 0) {
  std::vector<std::string> out;
  ChangeFilter filter;
  filter.after = after;
  EXPECT_TRUE(store.changes(filter, [&](const Change& c) {
    out.push_back(c.op + " " + c.kind + " " + std::to_string(c.revision));
    return true;
  }));
  return out;
}

void expect_sound(Store& store) {
  const auto found = store.verify();
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(found->fault_count, 0);
  for (const std::string& fault : found->faults) ADD_FAILURE() << fault;
}

// A minister says that Northland sends boats to Southland; Southland thanks.
TestRecord boats(const std::string& url = "https://a.example/1") {
  TestRecord r(
      "“Northland is sending boats to Southland,” Minister Ada Berg said. Southland thanked her.",
      url);
  const Index north = r.entity("Northland", "NLD", "NLD");
  const Index south = r.entity("Southland", "SLB", "SLB");
  const Index berg = r.entity("Ada Berg", "NLDGOV", "NLD", EntityKind::kPerson);
  const Index s = r.statement(berg, "Northland is sending boats to Southland");
  Event& aid = r.event(EventType::kAid, {north}, {south}, "sending");
  aid.claimed_by = s;
  aid.status = EventStatus::kOngoing;
  aid.contexts = {"military"};
  aid.objects = {r.object("boats", "boat", "weapons")};
  r.event(EventType::kSupport, {south}, {north}, "thanked");
  return r;
}

TestRecord visit(int n) {
  TestRecord r("On day " + std::to_string(n) + " the king of Eastland visited Westland.",
               "https://b.example/" + std::to_string(n), n % 2 == 0 ? "2024-07-01" : "2024-05-01");
  const Index east = r.entity("Eastland", "EST", "EST");
  const Index west = r.entity("Westland", "DEU", "DEU");
  r.event(EventType::kConsult, {east}, {west}, "visited");
  return r;
}

TEST(Store, PrintsTheRowsOfTheContract) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  const auto added = store.add(*boats());
  ASSERT_TRUE(added) << added.error().message();
  EXPECT_EQ(added->what, AddOutcome::What::kAdded);
  EXPECT_EQ(added->added, 3);
  const auto statements = lines(store, RowKind::kStatement);
  ASSERT_EQ(statements.size(), 1u);
  const auto s = parse_json(statements[0]);
  ASSERT_TRUE(s);
  EXPECT_EQ(to_json((*s)["speaker"]), R"({"code":"NLDGOV","country":"NLD","name":"Ada Berg"})");
  EXPECT_EQ((*s)["quote"].text(), "Northland is sending boats to Southland");
  EXPECT_EQ(to_json((*s)["content"]), "[[1,40]]");  // code points, past “
  EXPECT_EQ((*s)["evidence"].items()[0]["quote"].text(),
            "“Northland is sending boats to Southland,” Minister Ada Berg said.");
  EXPECT_EQ((*s)["revision"].integer(), 1);
  const auto events = lines(store, RowKind::kEvent);
  ASSERT_EQ(events.size(), 2u);
  const auto e = parse_json(events[0]);
  ASSERT_TRUE(e);
  EXPECT_EQ((*e)["type"].text(), "AID");
  EXPECT_EQ((*e)["claimed_by"].text(), (*s)["id"].text());
  EXPECT_EQ(to_json((*e)["claims"]), "[\"" + (*s)["id"].text() + "\"]");
  EXPECT_EQ((*e)["reports"].integer(), 1);
  EXPECT_EQ((*e)["first_seen"].text(), "2024-06-18");
  const auto& proof = (*e)["evidence"].items()[0];
  EXPECT_EQ(proof["site"].text(), "a.example");
  EXPECT_EQ(to_json(proof["span"]), "[0,66]");
  expect_sound(store);
}

TEST(Store, ColumnsOfCsvAreTheFieldsOfTheRow) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  TestRecord full = boats();
  full->events[0].date = WhenValue{"2024-06-17", "2024-06-17", "2024-06-18", "day"};
  full->events[0].place = WherePlace{};
  full->events[0].objects[0].quantity = Quantity{1, 2, "boat", "about"};
  full->events[0].objects[0].money = Money{5, "EUR"};
  full->events[0].counts = {EventCount{full.span("boats"), "killed", 1, 2, 3}};
  full->statements[0].date = WhenValue{"2024-06-17", "2024-06-17", "2024-06-18", ""};
  full->statements[0].place = WherePlace{};
  full->statements[0].addressees = {1};
  ASSERT_TRUE(store.add(*full));
  for (const RowKind kind : {RowKind::kStatement, RowKind::kEvent}) {
    const auto row = parse_json(lines(store, kind)[0]);
    ASSERT_TRUE(row);
    std::vector<std::string> leaves;
    const std::function<void(const Value&, const std::string&)> walk = [&](const Value& v,
                                                                           const std::string& at) {
      if (v.is_object()) {
        for (const auto& f : v.fields()) walk(f.value, at.empty() ? f.name : at + "." + f.name);
      } else if (v.is_list() && !v.items().empty()) {
        walk(v.items()[0], at);
      } else if (std::find(leaves.begin(), leaves.end(), at) == leaves.end()) {
        leaves.push_back(at);
      }
    };
    walk(*row, "");
    const auto& columns = csv_columns(kind);
    EXPECT_EQ(leaves, std::vector<std::string>(columns.begin(), columns.end()));
  }
}

TEST(Store, AddingTwiceChangesNothing) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  ASSERT_TRUE(store.add(*boats()));
  const auto before = ops(store);
  const auto again = store.add(*boats());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->what, AddOutcome::What::kUnchanged);
  EXPECT_EQ(ops(store), before);
  EXPECT_EQ(store.article_count(), 1);
}

TEST(Store, RowsAndIdsDoNotDependOnTheOrderOfAdding) {
  TestFolder folder;
  Store a = open_store(folder.path("a.db")), b = open_store(folder.path("b.db"));
  // The same text at two addresses as well.
  const std::vector<TestRecord> records = {boats(),  visit(1), boats("https://c.example/"),
                                           visit(2), visit(3), boats("")};
  for (const TestRecord& r : records) ASSERT_TRUE(a.add(*TestRecord(r)));
  for (auto r = records.rbegin(); r != records.rend(); ++r) ASSERT_TRUE(b.add(*TestRecord(*r)));
  const auto without_revision = [](std::vector<std::string> rows) {
    for (std::string& row : rows) {
      const std::size_t at = row.find("\"revision\":");
      row.erase(at, row.find(',', at) - at);
    }
    return rows;
  };
  for (const RowKind kind : {RowKind::kStatement, RowKind::kEvent})
    EXPECT_EQ(without_revision(lines(a, kind)), without_revision(lines(b, kind)));
  EXPECT_EQ(a.article_count(), 4);
  expect_sound(a);
  expect_sound(b);
}

TEST(Store, RecodingRevisesAndLeavesTombstones) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  ASSERT_TRUE(store.add(*boats()));
  const std::string aid = parse_json(lines(store, RowKind::kEvent)[0]).value()["id"].text();
  const std::string thanks = parse_json(lines(store, RowKind::kEvent)[1]).value()["id"].text();
  const auto seen = static_cast<std::int64_t>(ops(store).size());

  TestRecord second = boats();
  second->coder.version = "test 2";
  second->events[0].status = EventStatus::kFuture;
  second->events.pop_back();
  const auto revised = store.add(*second);
  ASSERT_TRUE(revised);
  EXPECT_EQ(revised->what, AddOutcome::What::kRevised);
  EXPECT_EQ(ops(store, seen), (std::vector<std::string>{"revised event 2", "withdrawn event 2"}));
  EXPECT_EQ(store.row(aid)->revision, 2);
  const auto gone = store.row(thanks);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
  expect_sound(store);

  // A coder that only has a new version leaves every row as it is.
  second->coder.version = "test 3";
  ASSERT_TRUE(store.add(*second));
  EXPECT_EQ(ops(store, seen).size(), 2u);
  EXPECT_NE(store.record_json(second->article.id)->find("test 3"), std::string::npos);

  // A row that comes back has its old id and goes on counting.
  ASSERT_TRUE(store.add(*boats()));
  EXPECT_EQ(store.row(thanks)->revision, 3);
  EXPECT_EQ(store.row(aid)->revision, 3);
  expect_sound(store);
}

TEST(Store, FindsActorsByCodeCountryAndName) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  ASSERT_TRUE(store.add(*boats()));
  ASSERT_TRUE(store.add(*visit(1)));
  ASSERT_TRUE(store.add(*visit(2)));
  const auto count = [&](RowKind kind, auto set) {
    RowFilter filter;
    set(filter);
    return lines(store, kind, filter).size();
  };
  const auto events = [&](auto set) { return count(RowKind::kEvent, set); };
  EXPECT_EQ(events([](RowFilter& f) { f.actor = "NLD"; }), 2u);
  EXPECT_EQ(events([](RowFilter& f) { f.actor = "northland"; }), 2u);
  EXPECT_EQ(events([](RowFilter& f) { f.actor = "north"; }), 0u);
  EXPECT_EQ(events([](RowFilter& f) { f.actor = "%"; }), 0u);
  EXPECT_EQ(events([](RowFilter& f) { f.type = "AID"; }), 1u);
  EXPECT_EQ(events([](RowFilter& f) { f.since = "2024-06-01"; }), 3u);
  EXPECT_EQ(events([](RowFilter& f) { f.until = "2024-06-18"; }), 3u);
  EXPECT_EQ(events([](RowFilter& f) { f.limit = 1; }), 1u);
  const auto said = [&](const char* who) {
    return count(RowKind::kStatement, [&](RowFilter& f) { f.actor = who; });
  };
  EXPECT_EQ(said("Berg"), 1u);
  EXPECT_EQ(said("ada  BERG"), 1u);
  EXPECT_EQ(said("NLDGOV"), 1u);
  EXPECT_EQ(said("Northland"), 1u);  // the country's name stands for its code
  EXPECT_EQ(said("EST"), 0u);
}

TEST(Store, RefusesASecondWriterButNotReaders) {
  TestFolder folder;
  const std::string path = folder.path("a.db");
  Store writer = open_store(path);
  ASSERT_TRUE(writer.add(*visit(1)));
  const auto second = Store::open(Env::system(), path, Store::Mode::kWrite);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kStoreLocked);
  EXPECT_EQ(second.error().exit_code(), 3);
  EXPECT_NE(second.error().message().find(path), std::string::npos);
  EXPECT_NE(second.error().reason.find(std::to_string(::getpid())), std::string::npos);

  Store reader = open_store(path, Store::Mode::kRead);
  EXPECT_EQ(reader.article_count(), 1);
  EXPECT_FALSE(reader.add(*visit(2)));
  // In the middle of a report the reader sees the store without it.
  const auto added = writer.add(*visit(2), [&](StoreWriter&, const Record&, const RecordRows&) {
    EXPECT_EQ(reader.article_count(), 1);
    EXPECT_EQ(lines(reader, RowKind::kEvent).size(), 1u);
    return Result<void>();
  });
  ASSERT_TRUE(added);
  EXPECT_EQ(lines(reader, RowKind::kEvent).size(), 2u);
}

TEST(Store, TheLockGoesWithTheProcess) {
  TestFolder folder;
  const std::string path = folder.path("a.db");
  {
    Store store = open_store(path);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = Store::open(Env::system(), path, Store::Mode::kWrite);
    ::_exit(store ? 0 : 1);  // no destructor runs
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  open_store(path);
}

TEST(Store, AFailureInTheMiddleLeavesNothing) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  ASSERT_TRUE(store.add(*visit(1)));
  const auto before = ops(store);
  const auto failed = store.add(*boats(), [](StoreWriter&, const Record&, const RecordRows&) {
    return Result<void>(fail(ErrorCode::kData, "no"));
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kData);
  EXPECT_EQ(ops(store), before);
  EXPECT_EQ(store.article_count(), 1);
  ASSERT_TRUE(store.add(*boats()));
  expect_sound(store);
}

TEST(Store, AProcessThatDiesInTheMiddleLeavesNothing) {
  TestFolder folder;
  const std::string path = folder.path("a.db");
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = Store::open(Env::system(), path, Store::Mode::kWrite);
    if (!store || !store->add(*visit(1))) ::_exit(1);
    (void)store->add(*boats(), [](StoreWriter&, const Record&, const RecordRows&) -> Result<void> {
      ::_exit(7);
    });
    ::_exit(2);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 7);
  {
    Store reader = open_store(path, Store::Mode::kRead);
    EXPECT_EQ(reader.article_count(), 1);
  }
  Store store = open_store(path);
  EXPECT_EQ(store.article_count(), 1);
  EXPECT_EQ(lines(store, RowKind::kEvent).size(), 1u);
  expect_sound(store);
  ASSERT_TRUE(store.add(*boats()));
  expect_sound(store);
}

TEST(Store, TellsForeignAndDamagedFilesApart) {
  TestFolder folder;
  const auto reason = [&](const std::string& name, Store::Mode mode) {
    const auto store = Store::open(Env::system(), folder.path(name), mode);
    if (store) return std::string("opened");
    EXPECT_EQ(store.error().code, ErrorCode::kStore);
    EXPECT_EQ(store.error().exit_code(), 3);
    EXPECT_NE(store.error().message().find(name), std::string::npos);
    return store.error().reason;
  };
  EXPECT_NE(reason("none.db", Store::Mode::kRead).find("no such store"), std::string::npos);
  EXPECT_NE(reason("no/folder.db", Store::Mode::kWrite).find("no such folder"), std::string::npos);
  ASSERT_TRUE(Env::system().write_file(folder.path("text.db"), std::string(5000, 'x')));
  for (const auto mode : {Store::Mode::kRead, Store::Mode::kWrite})
    EXPECT_NE(reason("text.db", mode).find("no SQLite database"), std::string::npos);
  {
    auto other = Database::open(folder.path("other.db"), Database::Mode::kWrite);
    ASSERT_TRUE((*other)->run("CREATE TABLE t (x); INSERT INTO t VALUES (1)"));
  }
  for (const auto mode : {Store::Mode::kRead, Store::Mode::kWrite})
    EXPECT_NE(reason("other.db", mode).find("another program"), std::string::npos);
  {
    Store store = open_store(folder.path("newer.db"));
  }
  {
    auto newer = Database::open(folder.path("newer.db"), Database::Mode::kWrite);
    ASSERT_TRUE((*newer)->run("PRAGMA user_version=99"));
  }
  for (const auto mode : {Store::Mode::kRead, Store::Mode::kWrite})
    EXPECT_NE(reason("newer.db", mode).find("version 99"), std::string::npos);
  // An empty file becomes a store.
  ASSERT_TRUE(Env::system().write_file(folder.path("empty.db"), ""));
  EXPECT_EQ(reason("empty.db", Store::Mode::kWrite), "opened");
}

TEST(Store, DamageIsAnErrorNotACrash) {
  TestFolder folder;
  const std::string path = folder.path("a.db");
  {
    Store store = open_store(path);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(store.add(*visit(i)));
  }
  const auto bytes = read_file(Env::system(), path);
  ASSERT_TRUE(bytes);
  std::uint32_t random = 1;
  for (int round = 0; round < 60; ++round) {
    std::string damaged = *bytes;
    for (int i = 0; i < 40; ++i) {
      random = random * 1664525u + 1013904223u;
      damaged[100 + random % (damaged.size() - 100)] = static_cast<char>(random >> 24);
    }
    if (round % 4 == 0) damaged.resize(damaged.size() / 2);
    const std::string copy = folder.path("damaged.db");
    ASSERT_TRUE(Env::system().write_file(copy, damaged));
    auto store = Store::open(Env::system(), copy, Store::Mode::kRead);
    if (!store) continue;
    for (const RowKind kind : {RowKind::kStatement, RowKind::kEvent, RowKind::kLedger})
      (void)store->rows(kind, {}, [](const Row& row) {
        (void)row_value(row);
        return true;
      });
    const auto found = store->verify();
    if (found && found->fault_count == 0) {
      EXPECT_EQ(found->articles, 20);
    }
  }
}

TEST(Store, VerifyFindsTampering) {
  const std::map<std::string, std::string> cases = {
      {"UPDATE articles SET text = replace(text, 'boats', 'goats')", "hash"},
      {"UPDATE evidence SET begin_at = begin_at + 1", "not the kept one"},
      {"UPDATE evidence SET end_at = 100000", "outside of the text"},
      {"UPDATE events SET body = replace(body, 'sending boats', 'sending goats')", "quote"},
      {"UPDATE events SET revision = 9", "revision"},
      {"PRAGMA foreign_keys=OFF; DELETE FROM statements", "not there"},
      {"UPDATE events SET body = 'x'", "cannot be read"},
      {"UPDATE articles SET record = x'00'", "record"},
      {"UPDATE sentences SET end_at = 100000", "sentence"},
      {"DELETE FROM evidence", "no evidence"},
      {"PRAGMA foreign_keys=OFF; DELETE FROM articles", "missing row"},
  };
  for (const auto& [sql, word] : cases) {
    TestFolder folder;
    const std::string path = folder.path("a.db");
    {
      Store store = open_store(path);
      ASSERT_TRUE(store.add(*boats()));
      expect_sound(store);
    }
    {
      auto database = Database::open(path, Database::Mode::kWrite);
      ASSERT_TRUE((*database)->run(sql.c_str())) << sql;
    }
    Store store = open_store(path, Store::Mode::kRead);
    const auto found = store.verify();
    ASSERT_TRUE(found) << sql;
    EXPECT_GT(found->fault_count, 0) << sql;
    bool said = false;
    for (const std::string& fault : found->faults)
      said = said || fault.find(word) != std::string::npos;
    EXPECT_TRUE(said) << sql;
  }
}

TEST(Store, KeepsHostileStrings) {
  TestFolder folder;
  Store store = open_store(folder.path("a ?&#%20'b.db"));
  const std::string name = "Robert'); DROP TABLE events;--\n\"\x01\u202E한국";
  TestRecord r("x '\"; \\ \x7F\t 🙂 " + name + " sent " + std::string("\0z", 2) + " to it.",
               "javascript:alert('1')", "not a date");
  r->article.title = "=cmd|'/c calc'!A1";
  const Index who = r.entity(name, "", "", EntityKind::kOrganization);
  const Index what = r.entity("it", "", "", EntityKind::kOther);
  r.event(EventType::kAid, {who}, {what}, "sent");
  r.statement(who, name);
  const auto added = store.add(*r);
  ASSERT_TRUE(added) << added.error().message();
  const auto row = parse_json(lines(store, RowKind::kEvent)[0]);
  ASSERT_TRUE(row);
  EXPECT_EQ((*row)["sources"].items()[0]["name"].text(), name);
  EXPECT_EQ((*row)["evidence"].items()[0]["quote"].text(), r->article.text);
  const auto cells = parse_csv(csv_line(csv_columns(RowKind::kEvent), *row)).value()[0];
  EXPECT_EQ(cells.size(), csv_columns(RowKind::kEvent).size());
  RowFilter filter;
  filter.actor = name;
  EXPECT_EQ(lines(store, RowKind::kEvent, filter).size(), 1u);
  expect_sound(store);
}

TEST(Store, RefusesRecordsAgainstTheirLaws) {
  TestFolder folder;
  Store store = open_store(folder.path("a.db"));
  const auto refuse = [&](auto spoil, ErrorCode code) {
    TestRecord r = boats();
    spoil(*r);
    const auto added = store.add(*r);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, code) << added.error().message();
  };
  const auto malformed = [&](auto spoil) { refuse(spoil, ErrorCode::kMalformed); };
  malformed([](Record& r) { r.article.text.clear(); });
  malformed([](Record& r) { r.article.text = "\xff"; });
  malformed([](Record& r) { r.events[0].evidence = {0, 100000}; });
  malformed([](Record& r) { r.events[0].evidence = {1, 5}; });  // inside of “
  malformed([](Record& r) { r.events[0].sources = {99}; });
  malformed([](Record& r) { r.events[0].sources = {kNone}; });
  malformed([](Record& r) { r.events[0].claimed_by = 7; });
  malformed([](Record& r) { r.statements[0].content.clear(); });
  malformed([](Record& r) { r.statements[0].speaker = -5; });
  malformed([](Record& r) { r.events[0].place = WherePlace{3, ""}; });
  refuse([](Record& r) { r.error = Error{ErrorCode::kTimeout, "slow", "", ""}; },
         ErrorCode::kTimeout);
  ASSERT_TRUE(store.add(*boats()));
  // Another text under an address that is taken.
  malformed([](Record& r) { r.article.text += " And more."; });
  EXPECT_EQ(store.article_count(), 1);
  expect_sound(store);
}

// ---- a disk that fails -------------------------------------------------------------------------

// Passes everything to the default VFS, but fails the n-th write or sync.
struct FailingDisk {
  static inline int countdown = -1;  // -1 = sound
  static inline bool failed = false;
  static inline sqlite3_vfs* real = nullptr;
  static inline sqlite3_vfs vfs;
  static inline sqlite3_io_methods methods;

  struct File {
    sqlite3_file base;
    sqlite3_file* real;
  };
  static sqlite3_file* of(sqlite3_file* f) { return reinterpret_cast<File*>(f)->real; }
  static bool fails() {
    if (countdown > 0 && --countdown == 0) failed = true;
    return failed;  // a disk that has failed once stays so
  }
  static void install() {
    real = sqlite3_vfs_find(nullptr);
    vfs = *real;
    vfs.zName = "failing";
    vfs.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
    vfs.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
      auto* file = reinterpret_cast<File*>(f);
      file->real = reinterpret_cast<sqlite3_file*>(file + 1);
      const int code = real->xOpen(real, name, file->real, flags, out);
      f->pMethods = file->real->pMethods != nullptr ? &methods : nullptr;
      return code;
    };
    methods = {};
    methods.iVersion = 2;
    methods.xClose = [](sqlite3_file* f) { return of(f)->pMethods->xClose(of(f)); };
    methods.xRead = [](sqlite3_file* f, void* b, int n, sqlite3_int64 at) {
      return of(f)->pMethods->xRead(of(f), b, n, at);
    };
    methods.xWrite = [](sqlite3_file* f, const void* b, int n, sqlite3_int64 at) {
      if (!fails()) return of(f)->pMethods->xWrite(of(f), b, n, at);
      (void)of(f)->pMethods->xWrite(of(f), b, n / 2, at);  // torn
      return SQLITE_IOERR_WRITE;
    };
    methods.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) {
      return fails() ? SQLITE_IOERR_TRUNCATE : of(f)->pMethods->xTruncate(of(f), n);
    };
    methods.xSync = [](sqlite3_file* f, int flags) {
      return fails() ? SQLITE_IOERR_FSYNC : of(f)->pMethods->xSync(of(f), flags);
    };
    methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) {
      return of(f)->pMethods->xFileSize(of(f), n);
    };
    methods.xLock = [](sqlite3_file* f, int l) { return of(f)->pMethods->xLock(of(f), l); };
    methods.xUnlock = [](sqlite3_file* f, int l) { return of(f)->pMethods->xUnlock(of(f), l); };
    methods.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return of(f)->pMethods->xCheckReservedLock(of(f), out);
    };
    methods.xFileControl = [](sqlite3_file* f, int op, void* arg) {
      return of(f)->pMethods->xFileControl(of(f), op, arg);
    };
    methods.xSectorSize = [](sqlite3_file* f) { return of(f)->pMethods->xSectorSize(of(f)); };
    methods.xDeviceCharacteristics = [](sqlite3_file* f) {
      return of(f)->pMethods->xDeviceCharacteristics(of(f));
    };
    methods.xShmMap = [](sqlite3_file* f, int i, int n, int x, void volatile** p) {
      return of(f)->pMethods->xShmMap(of(f), i, n, x, p);
    };
    methods.xShmLock = [](sqlite3_file* f, int o, int n, int flags) {
      return of(f)->pMethods->xShmLock(of(f), o, n, flags);
    };
    methods.xShmBarrier = [](sqlite3_file* f) { of(f)->pMethods->xShmBarrier(of(f)); };
    methods.xShmUnmap = [](sqlite3_file* f, int d) { return of(f)->pMethods->xShmUnmap(of(f), d); };
    sqlite3_vfs_register(&vfs, 1);
  }
  static void remove() {
    sqlite3_vfs_register(real, 1);
    sqlite3_vfs_unregister(&vfs);
  }
};

// Fails every write and sync in turn: what was acknowledged is there afterwards, what was not is
// wholly there or not at all, and nothing is damaged.
TEST(Store, SurvivesEveryFailingWrite) {
  FailingDisk::install();
  int n = 1;
  for (bool reached_the_end = false; !reached_the_end && n < 2000; n += 1 + n / 20) {
    TestFolder folder;
    const std::string path = folder.path("a.db");
    int acknowledged = 0;
    FailingDisk::countdown = n;
    FailingDisk::failed = false;
    {
      auto store = Store::open(Env::system(), path, Store::Mode::kWrite);
      if (!store) {
        EXPECT_EQ(store.error().exit_code(), 3);
      } else {
        for (int i = 0; i < 3; ++i) {
          const auto added = store->add(*visit(i));
          if (!added) {
            EXPECT_EQ(added.error().code, ErrorCode::kStore) << added.error().message();
            break;
          }
          ++acknowledged;
        }
      }
    }
    reached_the_end = !FailingDisk::failed;
    FailingDisk::countdown = -1;
    FailingDisk::failed = false;
    Store store = open_store(path);
    EXPECT_GE(store.article_count(), acknowledged) << n;
    EXPECT_EQ(static_cast<std::int64_t>(lines(store, RowKind::kEvent).size()),
              store.article_count());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(store.add(*visit(i)));
    EXPECT_EQ(store.article_count(), 3);
    expect_sound(store);
  }
  EXPECT_GT(n, 20);
  FailingDisk::remove();
}

}  // namespace
}  // namespace dragoman
