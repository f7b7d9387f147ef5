#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "record/history.h"

namespace triwire::conformance {

/// Two histories told together, line by line: one that keeps a requirement and one that breaks it.
///
///     == TW-SYNC-1
///     >> main: on c L (assign 1)      a command, and the `registered` events of its steps
///     >  r0: sendSync S1 c; mark m    a command
///        r0 calling S1                an event of both histories
///     +  r0 returned S1 1             of the one that keeps the requirement, and concludes it
///     ~  r0 marked n                  of the one that keeps it, without concluding anything
///     -  r0 returned S1 2             of the one that breaks it: the violation, unless '!' says
///     where =  r0 marked m                  of both; concludes the first !  r0 marked m of both;
///     is the violation in the second
///
/// Events are `actor kind fields…` with #1 for handles, !CODE for an error with that outcome (!
/// alone for one without), and key=value for what else an error says. Values are JSON; a bare word
/// is a string, *9 is one of nine letters, and `undefined` and `function` are themselves. Those of a peer are
/// `p0 wrote frame id channel message key=value…`, as far as there is something to say.
struct ToldHistory {
  std::string requirement;
  std::string text;

  friend void PrintTo(const ToldHistory& told, std::ostream* out) { *out << told.requirement; }

  struct Reading {
    History history;
    std::vector<std::size_t> conclusion;   ///< Positions of the lines marked + and =.
    std::optional<std::size_t> violation;  ///< Position of the one marked !, or the first marked -.
  };
  Reading kept() const { return read('+'); }
  Reading broken() const { return read('-'); }

 private:
  Reading read(char side) const;
};

/// Those of one file. Throws std::runtime_error, naming the line, if it cannot be read.
std::vector<ToldHistory> toldHistories(const std::string& path);

}  // namespace triwire::conformance
