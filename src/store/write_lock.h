// Lets one process at a time write to a store.
//
// SQLite would serialise writers by itself, but before 3.51.3 two connections that write and
// checkpoint at once can damage the file; and a second `add` had better be told than wait. The
// lock is flock() on PATH-lock, never on the database itself, whose locks SQLite loses when
// another descriptor of it is closed. The system drops it with the process, however that ends; the
// file stays.
#pragma once

#include <string>

#include "dragoman/error.h"

namespace dragoman {

class WriteLock {
 public:
  // Fails with kStoreLocked where another holds it, naming its process.
  static Result<WriteLock> take(const std::string& store_path);
  WriteLock(WriteLock&& other) noexcept;
  WriteLock& operator=(WriteLock&& other) noexcept;
  ~WriteLock();

 private:
  explicit WriteLock(int file) : file_(file) {}
  int file_ = -1;
};

}  // namespace dragoman
