// What ingest hands on: one report, or the reason why there is none, with its origin.
#pragma once

#include <string>

#include "dragoman/dragoman.h"
#include "dragoman/error.h"

namespace dragoman {

struct Item {
  std::string input;      // "news/a.html", "-"
  std::string place;      // "line 12" of a JSON Lines file; empty for a whole file
  std::string id;         // the id a JSON Lines row gives, kept even where the row fails
  std::size_t bytes = 0;  // of the input that it took, for progress
  Result<Report> report = Report{};
};

}  // namespace dragoman
