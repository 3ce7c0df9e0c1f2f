// The world: files, folders and the clock, behind one seam, so that tests can make the disk fail
// and the clock jump. Only ingest, store, serve and cli may use it.
// Thread-safety: implementations must allow calls from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"

namespace dragoman {

// A stream of bytes that is read once.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `size` bytes into `buffer`; 0 = the end.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

struct FileInfo {
  bool exists = false;
  bool is_folder = false;
  std::uint64_t size = 0;
  bool is_link = false;     // the path itself is a symbolic link; the rest is about its target
  bool is_special = false;  // neither a file nor a folder: reading a pipe may never end
};

class Env {
 public:
  virtual ~Env() = default;
  virtual FileInfo stat(const std::string& path) = 0;
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& path) = 0;
  virtual std::unique_ptr<ByteSource> standard_input() = 0;
  // The names in a folder, sorted by byte, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
  virtual Result<void> write_file(const std::string& path, std::string_view bytes) = 0;
  virtual std::chrono::system_clock::time_point now() = 0;

  // The operating system itself.
  static Env& system();
};

// Reads a whole file; fails with kTooManyBytes past `limit`.
Result<std::string> read_file(Env& env, const std::string& path,
                              std::size_t limit = std::size_t{1} << 30);
// "2026-11-24T08:00:00Z".
std::string utc_timestamp(std::chrono::system_clock::time_point time);

}  // namespace dragoman
