@0xc1d2a86f3b9e4a57;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("triwire::bench::peer");
# What the Cap'n Proto RPC candidate serves.

interface Echo {
  echo @0 (load :Data) -> (load :Data);
  put @1 (load :Data);
  count @2 () -> (count :UInt64);
}
