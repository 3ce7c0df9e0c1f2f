// The tables of a store and the way from each version of them to the next. docs/formats/store.md
// describes them.
#pragma once

#include "dragoman/error.h"
#include "store/sqlite.h"

namespace dragoman {

inline constexpr int kSchemaVersion = 1;
// "DRGM" in the header of the file says whose it is.
inline constexpr int kApplicationId = 0x4452474D;

// Sets the pragmas of a connection.
Result<void> set_pragmas(Database& database, bool writes);
// Whether the file holds nothing yet (a crash may leave it so before its first table).
Result<bool> is_empty(Database& database);
// Fails unless the file is a store of a version that this program reads.
Result<void> check_schema(Database& database);
// Makes the tables of a new file, or brings an older store up, one transaction a version.
Result<void> migrate(Database& database);

}  // namespace dragoman
