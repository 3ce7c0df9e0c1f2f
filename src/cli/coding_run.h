// Codes the inputs of a command on all threads, in order, with progress, errors and interruption:
// what `code` and `add` share.
#pragma once

#include <atomic>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/thread_pool.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "dragoman/dragoman.h"
#include "ingest/ingest.h"

namespace dragoman::cli {

// Set by SIGINT; long work looks at it between reports.
extern std::atomic<bool> interrupted;
void watch_for_interrupt();

class CodingRun {
 public:
  CodingRun(const Args& args, Env& env);

  // Codes every input and hands each record to `take`, in input order, from the calling thread. A
  // report that cannot be read gives a record with an error. Returns the exit status.
  int records(const std::function<void(const Record&)>& take);

  // The same for a `take` that may fail: the report is then one of those that failed; where the
  // reason lies outside of it (exit status 3), all work stops.
  int records(const std::function<Result<void>(const Item&, const Record&)>& take);

  // The same with another reading of a report than its record.
  template <typename T>
  int run(const std::function<Result<T>(const Coder&, const Report&)>& work,
          const std::function<Result<void>(const Item&, T)>& take,
          const std::function<void(const Item&, const Error&)>& failed = {});

 private:
  const Args& args_;
  Env& env_;
};

Result<Coder> open_coder(const Args& args);
IngestOptions ingest_options(const Args& args);
std::vector<std::string> inputs_of(const Args& args);
int thread_count(const Args& args);

template <typename T>
int CodingRun::run(const std::function<Result<T>(const Coder&, const Report&)>& work,
                   const std::function<Result<void>(const Item&, T)>& take,
                   const std::function<void(const Item&, const Error&)>& failed) {
  const auto coder = open_coder(args_);
  if (!coder) return report_error(coder.error());
  watch_for_interrupt();
  Ingest ingest(env_, inputs_of(args_), ingest_options(args_));
  // A bar only where it cannot mix with the records.
  Progress progress(stderr_is_terminal() && !stdout_is_terminal(), ingest.total_bytes());
  std::size_t failures = 0;
  bool fatal = false;  // what is wrong is not the report
  using Done = std::pair<Item, Result<T>>;
  ordered_map<Item, Done>(
      thread_count(args_),
      [&]() -> std::optional<Item> {
        if (interrupted) return std::nullopt;
        return ingest.next();
      },
      [&](Item item) -> Done {
        if (!item.report) {
          Error error = item.report.error();
          return {std::move(item), tl::unexpected(std::move(error))};
        }
        Result<T> result = work(*coder, *item.report);
        return {std::move(item), std::move(result)};
      },
      [&](Done done) {
        auto& [item, result] = done;
        Result<void> taken =
            result ? take(item, std::move(*result)) : tl::unexpected(result.error());
        if (!taken) {
          Error error = taken.error();
          fatal = result && error.exit_code() == 3;
          if (!fatal && error.input.empty()) error.input = item.input;
          if (!fatal && error.place.empty()) error.place = item.place;
          ++failures;
          progress.clear();
          report_error(error);
          if (failed) failed(item, error);
        }
        progress.advance(item.bytes);
        return !fatal && !interrupted.load();
      });
  progress.clear();
  std::fflush(stdout);
  if (fatal) return 3;
  if (interrupted) return 130;
  return failures == 0 ? 0 : 1;
}

}  // namespace dragoman::cli
