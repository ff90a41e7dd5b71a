// An operator's window and a technician's, with the real program behind them, in a browser: what the tests of bindings
// and rules do in them. The Go tests say in the environment where the programs are.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { call, enter, eventually, openBrowser, openWindow, t } from "./browser.mjs";

const {
	FILODIRETTO_OPERATOR: operatorAddress,
	FILODIRETTO_TECHNICIAN: technicianAddress,
	FILODIRETTO_LINE: lineAddress,
	FILODIRETTO_SCREENS: screens,
} = process.env;

/** What went wrong on the pages unseen. */
export const complaints = [];
/** The operator's page and the technician's, once the tests begin. */
export let anna;
export let luca;
let browser;

before(async () => {
	browser = await openBrowser();
	[anna, luca] = await Promise.all([
		openWindow(browser, operatorAddress, complaints),
		openWindow(browser, technicianAddress, complaints),
	]);
});

after(() => browser?.close());

/** A test that leaves pictures of both windows when it fails. */
export function shows(name, work) {
	test(name, async () => {
		try {
			await work();
		} catch (error) {
			const pictures = [];
			for (const [who, page] of Object.entries({ anna, luca })) {
				const file = `${screens}/${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${who}.png`;
				const drawn = await page?.screenshot({ path: file }).then(
					() => file,
					() => "",
				);
				if (drawn) pictures.push(drawn);
			}
			error.stack = `${error.stack}\nscreenshots: ${pictures.join(" ")}`;
			// What comes next shall not stumble over what this one left open.
			await line("mend").catch(() => {});
			await Promise.allSettled([anna, luca].map((page) => page?.reload().then(() => page.getByRole("main").waitFor())));
			throw error;
		}
	});
}

/** Keeps a picture of a step, for whoever wants to see how it went. */
export const picture = (page, name) => page.screenshot({ path: `${screens}/${name}.png` });

/** Cuts or mends the operator's line. */
async function line(what) {
	const answer = await fetch(`${lineAddress}/${what}`, { method: "POST" });
	assert.ok(answer.ok, await answer.text());
}

export async function offline() {
	await line("cut");
	await anna.getByText(t("connection.offline"), { exact: true }).waitFor();
}

export async function online() {
	await line("mend");
	await eventually(async () => {
		const retry = anna.getByRole("button", { name: t("banner.retryNow") });
		if (await retry.isVisible()) await retry.click({ timeout: 1000 });
		assert.equal((await call(anna, "Session", "Connection")).phase, "online");
	});
	await anna.getByText(t("connection.online"), { exact: true }).waitFor();
}

/** Types into a window of the system, such as the dialog that asks where to save, as somebody would: by its title. */
export async function typeIntoDialog(title, text) {
	const xdotool = (...args) => execFileSync("xdotool", args, { encoding: "utf8", timeout: 10_000 });
	const id = await eventually(
		async () => xdotool("search", "--onlyvisible", "--name", `^${title}$`).trim().split("\n")[0],
	);
	xdotool("windowactivate", "--sync", id);
	// The name that is proposed is selected but for its ending.
	xdotool("key", "ctrl+a");
	xdotool("type", "--delay", "12", text);
	xdotool("key", "Return");
}

/** Who is in front in a window: what writes says by whom. */
export const idOf = async (page) => (await call(page, "Session", "State")).me.id;

/** A ticket of Anna's that the server has, for what begins where another test ends. Answers its number. */
export async function opened(description) {
	const machine = (await call(anna, "Compose", "Machines", { text: "24-0117", limit: 1 })).items[0];
	const category = (await call(anna, "Compose", "Categories"))[0];
	const { id } = await call(anna, "Compose", "OpenTicket", await idOf(anna), {
		kind: "chat",
		categoryId: category.id,
		machineId: machine.id,
		machineLabel: machine.name,
		severity: "degraded",
		description,
		phone: "",
		callWindow: null,
		followsTicketId: "",
	});
	return eventually(async () => {
		const { number } = await call(anna, "Tickets", "Get", id);
		assert.ok(number > 0, "it has no number yet");
		return { id, number };
	});
}

/** A ticket of Anna's in front of both. */
export async function between(description) {
	const ticket = await opened(description);
	await Promise.all([enter(anna, ticket.number), enter(luca, ticket.number)]);
	return ticket;
}
