// Makes the replica set of compose.yaml and its users. Run again, it does what is left to do.

const fs = require("fs");
const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();
const admin = db.getSiblingDB("admin");

function signIn() {
  try {
    return admin.auth("admin", secret("mongodb-admin-password")).ok === 1;
  } catch {
    return false;
  }
}

if (!signIn()) {
  try {
    rs.initiate({
      _id: "tacit",
      members: [1, 2, 3].map((n) => ({ _id: n, host: `mongodb-${n}:27017`, priority: n === 1 ? 2 : 1 })),
    });
  } catch (error) {
    if (error.codeName !== "AlreadyInitialized") throw error;
  }
  const deadline = Date.now() + 60_000;
  while (!db.hello().isWritablePrimary) {
    if (Date.now() > deadline) throw new Error("mongodb-1 isn't the primary after a minute; see its log");
    sleep(200);
  }
  admin.createUser({ user: "admin", pwd: secret("mongodb-admin-password"), roles: ["root"] });
  if (!signIn()) throw new Error("the user admin can't sign in");
}

const tacit = db.getSiblingDB("tacit");
if (tacit.getUser("tacit") === null) {
  // Reads and writes its own database, and makes its indexes: no more.
  tacit.createUser({ user: "tacit", pwd: secret("mongodb-password"), roles: ["readWrite"] });
}
// For copies of the database. What was written while a copy was made is replayed as commands, for which MongoDB wants all rights.
const tool = (settings) => settings.split('"')[1];
if (admin.getUser("backup") === null) {
  admin.createUser({ user: "backup", pwd: tool(secret("mongodb-backup")), roles: ["backup"] });
}
if (admin.getRole("replay") === null) {
  admin.createRole({ role: "replay", privileges: [{ resource: { anyResource: true }, actions: ["anyAction"] }], roles: [] });
}
if (admin.getUser("restore") === null) {
  admin.createUser({ user: "restore", pwd: tool(secret("mongodb-restore")), roles: ["restore", "replay"] });
}
print("the replica set and its users are there");
