@0x9d2b6f84c1e7a053;
# What the suite reads beside scenarios (the catalogue of requirements), and what it writes (report.jsonl).

using Cxx = import "/capnp/c++.capnp";
using Json = import "/capnp/compat/json.capnp";
$Cxx.namespace("triwire::conformance::file");

# ------------------------------------------------------------------------------------------------
# spec/requirements.json, made from the prose of the specification

struct Catalogue {
  version @0 :Text;
  requirements @1 :List(Requirement);
  retired @2 :List(Text);
  # Ids that are never used again.
}

struct Requirement {
  id @0 :Text;
  keyword @1 :Text;
  # MUST, MUST NOT, SHOULD, …
  role @2 :Text;
  verify @3 :List(Text);
  # scenario, test, inspection
  reason @4 :Text;
  # Why by inspection only.
  profiles @5 :List(Text);
  versions @6 :Text;
  liveness @7 :Bool;
  section @8 :Text;
  sectionTitle @9 :Text;
  since @10 :Text;
  text @11 :Text;
  digest @12 :Text;
}

# ------------------------------------------------------------------------------------------------
# report.jsonl: one record per line, written as the run goes on. The order is: run; then for each subject
# `subject`, its `case` records each followed by its `finding` records, and its `result` records; `finished`
# last. A file without `finished` is of a run that was interrupted; every line of it is whole.
#
# The last member of every line is "chain": the SHA-256, in hexadecimal, of the chain of the line before (of the
# first: nothing) followed by this line without that member, its comma and the closing brace. So a line that is
# edited, moved or missing shows, and the last chain stands for the whole file: `triwire run` prints it.

struct Record $Json.discriminator(name = "record") {
  chain @38 :Text;

  union {
    run :group $Json.flatten() {
      suite @0 :Text;
      # Version of the suite.
      specification @1 :Text;
      started @2 :Text;
      # UTC, as 2026-01-31T12:00:00Z.
      seed @3 :Text;
      arguments @4 :List(Text);
      # The command line.
      system @5 :Text;
      part @39 :Bool;
      # Not every scenario was performed: what did not occur was not asked for.
      only @40 :List(Text);
      # Globs of the ids of requirements that the run is about; none: all.
      catalogue @41 :Text;
      # SHA-256 of the catalogue of requirements that was judged by.
    }
    subject :group $Json.flatten() {
      subject @6 :Text;
      # How this run calls it, as in every record about it.
      command @7 :Text;
      profile @8 :Text;
      name @9 :Text;
      version @10 :Text;
      url @11 :Text;
      capabilities @12 :List(Text);
      rejected @13 :Text;
      # Why it was not examined; absent if it was.
      stderr @42 :Text;
      # The last it wrote to standard error then.
      known @43 :List(KnownFailure);
      arguments @44 :Text;
      # More of the command line that a rerun needs.
    }
    case :group $Json.flatten() {
      subject @14 :Text;
      scenario @15 :Text;
      about @16 :Text;
      ending @17 :Text;
      # ended, crashed, hung, nonsense, failed; or notOffered: the subject lacks what the scenario needs.
      text @18 :Text;
      # One sentence, unless ended.
      stderr @19 :Text;
      history @20 :List(Json.Value);
      # {"sent":command}, {"received":event} or {"expired":text}, in the order of sending and arrival.
      # An entry with long texts that repeat themselves is {"folded":entry}, and in it each of them
      # {"times":n,"text":"…"}, as in a scenario file; no other entry has anything that is to be unfolded.
      # A finding names them by position.
      stimulus @45 :Json.Value;
      # The scenario, as `triwire list --json` prints it.
    }
    finding :group $Json.flatten() {
      subject @21 :Text;
      scenario @22 :Text;
      requirement @23 :Text;
      verdict @24 :Text;
      premise @25 :List(UInt32);
      conclusion @26 :List(UInt32);
      violation @27 :List(UInt32);
      # None or one.
      reason @28 :Text;
    }
    result :group $Json.flatten() {
      subject @29 :Text;
      requirement @30 :Text;
      digest @31 :Text;
      verdict @32 :Text;
      scenarios @33 :UInt32;
      # In how many it was witnessed or violated.
      known @34 :Text;
      # Why the failure was expected.
    }
    finished :group $Json.flatten() {
      ended @35 :Text;
      exitCode @36 :UInt32;
      headlines @37 :List(Text);
    }
  }
}

struct KnownFailure {
  # An entry of a file of known failures (conformance/README.md).
  id @0 :Text;
  # A requirement's, or the name of a scenario that the subject does not survive or where it lets the
  # suite wait in vain.
  reason @1 :Text;
  link @2 :Text;
  until @3 :Text;
  # The last day it is excused, as 2026-12-31.
  saw @4 :Text;
  # What the failure's sentence contains; absent: any failure.
}
