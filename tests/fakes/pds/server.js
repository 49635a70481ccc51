// A real Bluesky server (PDS) with a real directory (PLC) in memory, on loopback only. Started by tests/fakes/bluesky.py,
// which names the ports and the folder. It prints READY once both answer, and ends when its input does.
const net = require("node:net");
const crypto = require("node:crypto");

// Whatever asks to listen, listens on this computer and nowhere else.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const then = rest.find((each) => typeof each === "function");
  const wanted = port && typeof port === "object" ? port : { port: Number(port) };
  return listen.call(this, { ...wanted, host: "127.0.0.1" }, then);
};

const { MUSTER_PLC_PORT: plcPort, MUSTER_PDS_PORT: pdsPort, MUSTER_VIEW_PORT: viewPort, MUSTER_PDS_DATA: folder } = process.env;
const secret = () => crypto.randomBytes(32).toString("hex");

async function main() {
  const { PlcServer, Database } = require("@did-plc/server");
  await PlcServer.create({ db: Database.mock(), port: Number(plcPort) }).start();
  Object.assign(process.env, {
    PDS_DEV_MODE: "true",
    PDS_HOSTNAME: "localhost",
    PDS_PORT: pdsPort,
    PDS_SERVICE_HANDLE_DOMAINS: ".test",
    PDS_DATA_DIRECTORY: folder,
    PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
    PDS_DID_PLC_URL: `http://localhost:${plcPort}`,
    PDS_JWT_SECRET: secret(),
    PDS_DPOP_SECRET: secret(),
    PDS_ADMIN_PASSWORD: secret(),
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: secret(),
    PDS_INVITE_REQUIRED: "false",
    PDS_RATE_LIMITS_ENABLED: "false",
    PDS_DISABLE_SSRF_PROTECTION: "true",
    PDS_BSKY_APP_VIEW_URL: `http://localhost:${viewPort}`,
    PDS_BSKY_APP_VIEW_DID: `did:web:localhost%3A${viewPort}`,
    PDS_CRAWLERS: "",
  });
  const { PDS, readEnv, envToCfg, envToSecrets } = require("@atproto/pds");
  const env = readEnv();
  const pds = await PDS.create(envToCfg(env), envToSecrets(env));
  await pds.start();
  console.log("READY");
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
