// Proves a store: every span against the text it was read from, every id against its row.
#pragma once

#include "store/sqlite.h"
#include "store/store.h"

namespace dragoman {

// A store that cannot be read at all is an error; what is wrong in one that can is a fault.
Result<Verification> verify_store(Database& database);

}  // namespace dragoman
