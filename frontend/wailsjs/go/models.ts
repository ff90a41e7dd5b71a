export namespace app {
	
	export interface About {
	    version: string;
	    serverName: string;
	    serverVersion: string;
	    webView: string;
	    dataFolder: string;
	    logFolder: string;
	    sessionKept: string;
	}
	export interface RefusedFile {
	    name: string;
	    reason: string;
	}
	export interface Sizes {
	    scaled: number;
	    original: number;
	    sendOriginal: boolean;
	}
	export interface Attached {
	    id: string;
	    name: string;
	    size: number;
	    type: string;
	    width: number;
	    height: number;
	    state: string;
	    sent: number;
	    here: boolean;
	    thumbnail: boolean;
	    reason: string;
	    sizes?: Sizes;
	}
	export interface AddResult {
	    added: Attached[];
	    refused: RefusedFile[];
	    limit: number;
	}
	export interface Asked {
	    ticketId: string;
	    messageId: string;
	    missing: number;
	}
	
	export interface Author {
	    id: string;
	    name: string;
	    role: string;
	}
	export interface BatchAct {
	    kind: string;
	    personId: string;
	    status: string;
	    resolution: string;
	    causeId: string;
	}
	export interface Batch {
	    ticketIds: string[];
	    act: BatchAct;
	}
	
	export interface BatchLeft {
	    ticketId: string;
	    number: number;
	    reason: string;
	}
	export interface BatchResult {
	    done: number;
	    left: BatchLeft[];
	}
	export interface CallAttempt {
	    ticketId: string;
	    outcome: string;
	    text: string;
	    againAt: number;
	}
	export interface CallMade {
	    ticketId: string;
	    number: number;
	    outcome: string;
	    by: string;
	    at: number;
	    text: string;
	    againAt: number;
	}
	export interface CallWindow {
	    from: number;
	    to: number;
	}
	export interface CannedReply {
	    id: string;
	    name: string;
	    text: string;
	    shared: boolean;
	}
	export interface Category {
	    id: string;
	    name: string;
	}
	export interface Cause {
	    id: string;
	    name: string;
	}
	export interface Clock {
	    since: number;
	    half: number;
	    due: number;
	    pausedSince: number;
	}
	export interface CompanyRef {
	    id: string;
	    name: string;
	}
	export interface Connection {
	    phase: string;
	    since: number;
	    freshAt: number;
	    retryAt: number;
	    reason?: string;
	    filling: boolean;
	    clockAhead: number;
	    waiting: number;
	    stuck: number;
	    refused: number;
	    filesGoing: number;
	    filesFailed: number;
	    sessionKept: boolean;
	}
	export interface Groups {
	    stopped: number;
	    degraded: number;
	    question: number;
	}
	export interface ConsoleRow {
	    id: string;
	    number: number;
	    kind: string;
	    title: string;
	    severity: string;
	    status: string;
	    company: string;
	    person: string;
	    assignee: string;
	    assigneeId: string;
	    createdAt: number;
	    updatedAt: number;
	    closedAt: number;
	    clock: Clock;
	    callAt: number;
	    unread: number;
	    fails: boolean;
	    outbox: string;
	}
	export interface ConsolePage {
	    items: ConsoleRow[];
	    next: string;
	    total: number;
	    groups: Groups;
	}
	export interface Criteria {
	    statuses: string[];
	    severities: string[];
	    kind: string;
	    companyIds: string[];
	    models: string[];
	    categoryIds: string[];
	    assignees: string[];
	    olderThanHours: number;
	    youngerThanHours: number;
	    text: string;
	}
	export interface ConsoleQuery {
	    queue: string;
	    criteria: Criteria;
	    sort: string;
	    descending: boolean;
	    grouped: boolean;
	    after: string;
	    limit: number;
	}
	
	export interface CountedFilter {
	    id: string;
	    name: string;
	    place: number;
	    criteria: Criteria;
	    count: number;
	}
	export interface Credentials {
	    address: string;
	    login: string;
	    password: string;
	    remember: boolean;
	}
	
	export interface DiagnosisAct {
	    id: string;
	    kind: string;
	    ticketNumber: number;
	    writtenAt: number;
	    why: string;
	    attempts: number;
	    retryAt: number;
	    refusal: string;
	}
	export interface DiagnosisAside {
	    what: string;
	    why: string;
	    at: number;
	}
	export interface DiagnosisDisk {
	    free: number;
	    total: number;
	    cache: number;
	    outbox: number;
	    files: number;
	    logs: number;
	}
	export interface DiagnosisProgram {
	    version: string;
	    go: string;
	    wails: string;
	    webView: string;
	    system: string;
	    started: number;
	}
	export interface DiagnosisPerson {
	    key: string;
	    front: boolean;
	    open: boolean;
	    phase: string;
	    disabled: boolean;
	    begun: boolean;
	    filled: boolean;
	    renewing: boolean;
	    openTickets: number;
	    closedTickets: number;
	    newestAt: number;
	    waiting: number;
	    stuck: number;
	    refused: number;
	    filesGoing: number;
	    filesFailed: number;
	    oldestAt: number;
	    cacheSchema: number;
	    outboxSchema: number;
	    failed: string;
	}
	export interface DiagnosisWay {
	    proxy: string;
	    through: string;
	    authorities: boolean;
	}
	export interface DiagnosisLine {
	    phase: string;
	    since: number;
	    freshAt: number;
	    retryAt: number;
	    reason: string;
	    lastFailure: string;
	    lastFailureAt: number;
	    clockAhead: number;
	    address: string;
	    serverName: string;
	    serverVersion: string;
	    epoch: string;
	    sessionKept: string;
	}
	export interface DiagnosisFacts {
	    at: number;
	    line?: DiagnosisLine;
	    way: DiagnosisWay;
	    people: DiagnosisPerson[];
	    acts: DiagnosisAct[];
	    disk: DiagnosisDisk;
	    program: DiagnosisProgram;
	    setAside: DiagnosisAside[];
	    notices: string[];
	}
	
	
	
	
	export interface EarlierTicket {
	    id: string;
	    number: number;
	    title: string;
	    severity: string;
	    status: string;
	    company: string;
	    machineModel: string;
	    machineSerial: string;
	    at: number;
	    cause: string;
	    resolution: string;
	    marks: number[][];
	}
	export interface FieldFault {
	    location: string;
	    reason: string;
	}
	export interface PersonRef {
	    id: string;
	    name: string;
	}
	export interface FilterChoices {
	    companies: CompanyRef[];
	    models: string[];
	    categories: Category[];
	    technicians: PersonRef[];
	}
	export interface Follows {
	    id: string;
	    number: number;
	    title: string;
	}
	export interface FoundPerson {
	    id: string;
	    name: string;
	    company: string;
	    companyId: string;
	    role: string;
	    open: number;
	}
	export interface FoundCompany {
	    id: string;
	    name: string;
	    open: number;
	}
	export interface FoundMachine {
	    id: string;
	    name: string;
	    model: string;
	    serial: string;
	    company: string;
	}
	export interface Found {
	    tickets: ConsoleRow[];
	    machines: FoundMachine[];
	    companies: FoundCompany[];
	    people: FoundPerson[];
	}
	
	
	
	
	export interface KnownPerson {
	    address: string;
	    serverName: string;
	    login: string;
	    name: string;
	    waiting: number;
	}
	export interface LastReply {
	    own: boolean;
	    author: string;
	    text: string;
	    at: number;
	    pictures: number;
	    files: number;
	    fileName: string;
	}
	export interface Loosened {
	    criterion: string;
	    count: number;
	}
	export interface MachineTicket {
	    id: string;
	    number: number;
	    title: string;
	    status: string;
	    at: number;
	    resolution: string;
	    cause: string;
	}
	export interface MachineCard {
	    id: string;
	    name: string;
	    model: string;
	    serial: string;
	    site: string;
	    company: string;
	    linkedPerson: string;
	    defaultTechnician: string;
	    tickets: MachineTicket[];
	}
	export interface MachineChoice {
	    id: string;
	    name: string;
	    model: string;
	    serial: string;
	    site: string;
	    company: string;
	    lastUsed: boolean;
	}
	export interface MachineChoices {
	    items: MachineChoice[];
	    matching: number;
	    total: number;
	}
	export interface MachineQuery {
	    text: string;
	    limit: number;
	}
	
	export interface Made {
	    id: string;
	}
	export interface May {
	    reply: boolean;
	    note: boolean;
	    take: boolean;
	    assign: boolean;
	    setStatus: string[];
	    close: boolean;
	    reopen: boolean;
	    logCall: boolean;
	    judge: boolean;
	    join: boolean;
	    followUp: boolean;
	}
	export interface Me {
	    id: string;
	    login: string;
	    name: string;
	    role: string;
	    companyName: string;
	    country: string;
	    serverName: string;
	    serverAddress: string;
	    remembered: boolean;
	}
	export interface Refusal {
	    code: string;
	    fields: FieldFault[];
	    ways: string[];
	}
	export interface TicketEvent {
	    type: string;
	    from: string;
	    to: string;
	    outcome: string;
	    text: string;
	}
	export interface MessageItem {
	    id: string;
	    kind: string;
	    author: Author;
	    own: boolean;
	    ours: boolean;
	    text: string;
	    attachments: Attached[];
	    event?: TicketEvent;
	    at: number;
	    writtenAt: number;
	    state: string;
	    refusal?: Refusal;
	}
	export interface MessagePage {
	    items: MessageItem[];
	    next: string;
	}
	export interface MessageQuery {
	    ticketId: string;
	    before: string;
	    limit: number;
	}
	export interface NewTicketDraft {
	    kind: string;
	    categoryId: string;
	    machineId: string;
	    machineLabel: string;
	    severity: string;
	    description: string;
	    phone: string;
	    callWindow?: CallWindow;
	    followsTicketId: string;
	    companyId: string;
	    openedForId: string;
	}
	export interface Notice {
	    id: string;
	    kind: string;
	    person: string;
	    count: number;
	    file: string;
	    tickets: number[];
	}
	export interface OpenTicket {
	    id: string;
	    number: number;
	    title: string;
	    severity: string;
	}
	export interface PasswordChange {
	    current: string;
	    next: string;
	}
	export interface PersonOpen {
	    id: string;
	    name: string;
	    open: number;
	}
	
	export interface PhoneCheck {
	    valid: boolean;
	    e164: string;
	    formatted: string;
	    reason: string;
	}
	export interface Preferences {
	    language: string;
	    theme: string;
	    contrast: string;
	    textSize: number;
	    sound: boolean;
	    enterSends: boolean;
	    fileRoom: number;
	    proxy: string;
	    proxyAddress: string;
	    caFile: string;
	}
	export interface Present {
	    person: PersonRef;
	    role: string;
	    state: string;
	}
	export interface Preview {
	    text: string;
	    whole: boolean;
	}
	export interface QueueCounts {
	    toTake: number;
	    mine: number;
	    toCall: number;
	    waiting: number;
	    open: number;
	    closed: number;
	}
	export interface Queues {
	    counts: QueueCounts;
	    filters: CountedFilter[];
	}
	
	
	export interface ReplyDraft {
	    ticketId: string;
	    kind: string;
	    text: string;
	}
	export interface Room {
	    used: number;
	    kept: number;
	}
	export interface SavedDiagnosis {
	    file: string;
	}
	export interface SavedDossier {
	    file: string;
	}
	export interface SavedFilter {
	    id: string;
	    name: string;
	    place: number;
	    criteria: Criteria;
	}
	export interface TicketRow {
	    id: string;
	    number: number;
	    kind: string;
	    title: string;
	    severity: string;
	    status: string;
	    person: string;
	    company: string;
	    machineName: string;
	    machineModel: string;
	    machineSerial: string;
	    phone: string;
	    assignee: string;
	    createdAt: number;
	    updatedAt: number;
	    last: LastReply;
	    unread: number;
	    outbox: string;
	}
	export interface SearchHit {
	    ticket: TicketRow;
	    messageId: string;
	    snippet: string;
	    marks: number[][];
	    at: number;
	}
	export interface SearchPage {
	    items: SearchHit[];
	    next: string;
	}
	export interface SearchQuery {
	    text: string;
	    after: string;
	    limit: number;
	}
	export interface SendThen {
	    status: string;
	    resolution: string;
	    causeId: string;
	}
	export interface SupportContact {
	    phone: string;
	    hours: string;
	}
	export interface ServerFound {
	    address: string;
	    name: string;
	    version: string;
	    support: SupportContact;
	}
	export interface SessionState {
	    screen: string;
	    me?: Me;
	    known: KnownPerson[];
	    support?: SupportContact;
	    address: string;
	    version: string;
	}
	
	export interface StatusStep {
	    status: string;
	    at: number;
	    by: string;
	}
	
	export interface TextQuery {
	    text: string;
	    limit: number;
	}
	export interface TicketContext {
	    earlier: EarlierTicket[];
	    earlierCount: number;
	    in90Days: number;
	    companyOpen: OpenTicket[];
	    companyOpenCount: number;
	    people: PersonOpen[];
	    calls: CallMade[];
	    duplicates: Follows[];
	}
	export interface TicketCounts {
	    open: number;
	    closed: number;
	    unread: number;
	    unreadClosed: number;
	}
	export interface TicketDetail {
	    id: string;
	    number: number;
	    kind: string;
	    title: string;
	    severity: string;
	    status: string;
	    person: string;
	    company: string;
	    machineName: string;
	    machineModel: string;
	    machineSerial: string;
	    phone: string;
	    assignee: string;
	    createdAt: number;
	    updatedAt: number;
	    last: LastReply;
	    unread: number;
	    outbox: string;
	    description: string;
	    category: string;
	    machineId: string;
	    machineSite: string;
	    openedBy: PersonRef;
	    openedFor?: PersonRef;
	    assigneeId: string;
	    callWindow?: CallWindow;
	    follows?: Follows;
	    companyId: string;
	    resolution: string;
	    cause: string;
	    verdict: string;
	    judgeUntil: number;
	    duplicateOf?: Follows;
	    clock: Clock;
	    callAt: number;
	    phoneNumber: string;
	    closedAt: number;
	    noteCount: number;
	    writtenAt: number;
	    firstUnreadId: string;
	    may: May;
	    record: string;
	    history: StatusStep[];
	}
	
	export interface TicketFile {
	    attached: Attached;
	    messageId: string;
	    kind: string;
	    author: PersonRef;
	    at: number;
	}
	export interface TicketFiles {
	    items: TicketFile[];
	    keptOffline: boolean;
	}
	export interface TicketPage {
	    items: TicketRow[];
	    next: string;
	}
	export interface TicketQuery {
	    section: string;
	    after: string;
	    limit: number;
	}
	
	export interface VerdictGiven {
	    ticketId: string;
	    verdict: string;
	    text: string;
	}
	export interface WaitingAct {
	    id: string;
	    kind: string;
	    ticketId: string;
	    ticketNumber: number;
	    ticketTitle: string;
	    text: string;
	    attachments: number;
	    failed: number;
	    event?: TicketEvent;
	    writtenAt: number;
	    attempts: number;
	    retryAt: number;
	    state: string;
	    refusal?: Refusal;
	}
	export interface WorkDraft {
	    ticketId: string;
	    kind: string;
	    text: string;
	    causeId: string;
	    outcome: string;
	    againAt: number;
	}

}

