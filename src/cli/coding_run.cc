#include "cli/coding_run.h"

#include <csignal>

namespace dragoman::cli {

std::atomic<bool> interrupted{false};

void watch_for_interrupt() {
  struct sigaction action{};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second one ends at once
  sigaction(SIGINT, &action, nullptr);
}

CodingRun::CodingRun(const Args& args, Env& env) : args_(args), env_(env) {}

Result<Coder> open_coder(const Args& args) {
  CoderOptions options;
  options.codebook = args.get("--codebook");
  const std::string& tier = args.get("--tier");
  options.tier = tier == "fast" ? Tier::kFast : tier == "accurate" ? Tier::kAccurate : Tier::kAuto;
  return Coder::open(options);
}

IngestOptions ingest_options(const Args& args) {
  IngestOptions options;
  const std::string& as = args.get("--as");
  options.as = as == "html"    ? InputFormat::kHtml
               : as == "text"  ? InputFormat::kText
               : as == "jsonl" ? InputFormat::kJsonl
               : as == "feed"  ? InputFormat::kFeed
               : as == "warc"  ? InputFormat::kWarc
                               : InputFormat::kAuto;
  options.date = args.get("--date");
  options.url = args.get("--url");
  return options;
}

std::vector<std::string> inputs_of(const Args& args) {
  return args.operands().empty() ? std::vector<std::string>{"-"} : args.operands();
}

int thread_count(const Args& args) {
  if (args.has("--threads")) return args.number("--threads");
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

namespace {

Result<Record> code(const Coder& coder, const Report& report) {
  Record record = coder.code(report);
  if (record.error) return tl::unexpected(*record.error);
  return record;
}

}  // namespace

int CodingRun::records(const std::function<Result<void>(const Item&, const Record&)>& take) {
  return run<Record>(code,
                     [&](const Item& item, const Record& record) { return take(item, record); });
}

int CodingRun::records(const std::function<void(const Record&)>& take) {
  return run<Record>(
      code,
      [&](const Item&, const Record& record) -> Result<void> {
        take(record);
        return {};
      },
      [&](const Item& item, const Error& error) {
        Record record;
        record.id = item.id;
        record.error = error;
        take(record);
      });
}

}  // namespace dragoman::cli
