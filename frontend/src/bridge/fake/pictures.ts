/** The photographs of the invented program, drawn: nothing of it needs a file. */

const drawn = (width: number, height: number, body: string): string =>
	`data:image/svg+xml,${encodeURIComponent(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1200 900" preserveAspectRatio="xMidYMid slice">${body}</svg>`,
	)}`;

const CUP = `
<g>
<path d="M-150-420h300v120c0 50 80 70 80 130s-70 70-70 110c0 60 170 90 170 190 0 34-66 60-330 60s-330-26-330-60c0-100 170-130 170-190 0-40-70-50-70-110s80-80 80-130z" fill="url(#rubber)"/>
<path d="M-330 130c0 34 66 60 330 60s330-26 330-60c-40 26-150 40-330 40s-290-14-330-40z" fill="#7e2416"/>
<path d="M-226-170c30 40 120 52 226 52s196-12 226-52c4 58-66 70-66 110-30 22-90 32-160 32s-130-10-160-32c0-40-70-52-66-110z" fill="#a8341f" opacity=".55"/>
</g>`;

/** A suction cup that is cut at its edge. */
export const cutCup = (width: number, height: number): string =>
	drawn(
		width,
		height,
		`<defs>
<linearGradient id="wall" x1="0" x2="1" y2="1"><stop stop-color="#7d8481"/><stop offset="1" stop-color="#a3a7a2"/></linearGradient>
<linearGradient id="rubber" x1="0" x2="1"><stop stop-color="#8e2c1a"/><stop offset=".35" stop-color="#e0593d"/><stop offset=".6" stop-color="#cf4b31"/><stop offset="1" stop-color="#7e2416"/></linearGradient>
</defs>
<rect width="1200" height="900" fill="url(#wall)"/>
<path d="M0 760h1200v140H0z" fill="#dcdad2"/>
<ellipse cx="560" cy="790" rx="380" ry="36" fill="#2a2f2d" opacity=".35"/>
<g transform="translate(520 560)">${CUP}<path d="M96 40l34 34-10 40 40 66" fill="none" stroke="#24100b" stroke-width="20" stroke-linecap="round" stroke-linejoin="round"/></g>
<g transform="translate(1150 560)">${CUP}</g>`,
	);

/** The panel of a machine that shows an alarm. */
export const panel = (width: number, height: number, alarm: string): string =>
	drawn(
		width,
		height,
		`<rect width="1200" height="900" fill="#4b5557"/>
<rect x="150" y="120" width="900" height="660" rx="28" fill="#23292b"/>
<rect x="210" y="180" width="780" height="430" rx="8" fill="#0f3d4a"/>
<rect x="210" y="180" width="780" height="86" fill="#b32a1e"/>
<text x="240" y="240" font-family="sans-serif" font-size="52" font-weight="700" fill="#fff">${alarm}</text>
<text x="240" y="360" font-family="sans-serif" font-size="46" fill="#cfe9ee">VUOTO −0,3 bar</text>
<text x="240" y="440" font-family="sans-serif" font-size="46" fill="#cfe9ee">ASSE X 412,0 mm</text>
<text x="240" y="520" font-family="sans-serif" font-size="46" fill="#cfe9ee">CICLI 18 204</text>
<circle cx="300" cy="700" r="44" fill="#2c8a4b"/><circle cx="440" cy="700" r="44" fill="#c7b22c"/><circle cx="900" cy="700" r="56" fill="#b32a1e"/>`,
	);
