"""Stories played at full size, benches, the witness and chaos. Imports anything; nothing imports it."""
