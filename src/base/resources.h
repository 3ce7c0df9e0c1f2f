// The program's own files: word tables below data/ and weights below models/, read only.
//
//   auto resources = Resources::find(Env::system());
//   auto verbs = resources->table("data/reporting_verbs.tsv");      // a Tsv
//   auto weights = resources->map("models/fast.safetensors");       // mapped, shared
//
// Stages load themselves from a Resources, so that none but the outermost touches the disk.
// Thread-safety: immutable after creation. Errors: kData or kModel, naming the file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tsv.h"
#include "dragoman/error.h"

namespace dragoman {

class Env;

// Bytes of a file mapped into memory, 64-byte aligned; lives as long as a pointer to it.
class MappedFile {
 public:
  static Result<std::shared_ptr<const MappedFile>> open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  const char* data_;
  std::size_t size_;
};

class Resources {
 public:
  // The folder that holds data/ and models/: `given` if set, else the environment's
  // DRAGOMAN_DATA, else the first of: beside the program, ../share/dragoman of the program (an
  // installed or moved tree), some folders above it (a build tree). Fails with kData, naming what
  // was tried.
  static Result<Resources> find(Env& env, const std::string& given = {});

  // A folder as it is, whatever it holds: for tests.
  static Resources at(std::string folder) { return Resources(std::move(folder)); }

  bool has(const std::string& name) const { return has_in(home_, name); }
  static bool has_in(const std::string& folder, const std::string& name);
  Result<std::shared_ptr<const MappedFile>> map(const std::string& name) const;
  Result<Tsv> table(const std::string& name) const;
  // The same name below another folder (a user's codebook).
  Result<Tsv> table_in(const std::string& folder, const std::string& name) const;
  const std::string& home() const { return home_; }

 private:
  explicit Resources(std::string home) : home_(std::move(home)) {}
  std::string home_;
};

}  // namespace dragoman
