#include "entities/times.h"
namespace dragoman {
void find_times(const Analysis&, std::optional<CivilDate>, std::vector<TimeExpression>&,
                std::vector<TimeMention>&) {}
}  // namespace dragoman
