// Made by `npm run types` from our OpenAPI document. Do not edit.
export interface paths {
    "/api/v1/airports/{code}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Traffic
         * @description Movements of all carriers per clock hour, the capacity declared and in force, closures, and every movement.
         */
        get: operations["get_airport_traffic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Board
         * @description Our flights, aircraft and the airports they touch; the past stands still, with `now` the moment asked for.
         */
        get: operations["get_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Board Changes
         * @description What changed since a version of the current network: what `board.delta` carries in the event stream, for who polls.
         */
        get: operations["get_board_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board/outlook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Board Outlook
         * @description Flights that go otherwise than they stand if nobody intervenes, whose passengers misconnect, or that lose crew.
         */
        get: operations["get_board_outlook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Plan Board
         * @description Flights that the plan or its knock-on changes, as they would stand on the network it was made for.
         */
        get: operations["get_plan_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description Every case, oldest first.
         */
        get: operations["list_cases"];
        put?: never;
        /**
         * Open Case
         * @description Report a disruption: its facts are recorded, a case is opened and the specialists start; the answer comes at once.
         *
         *     Words that lack a required field open nothing: the answer's `clarify` says what was understood and what is missing.
         */
        post: operations["open_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Case
         * @description The case with the findings of each specialist, its decisions and how far execution is.
         */
        get: operations["get_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Progress
         * @description What has happened in the case so far, step by step; `after` is the `seq` already seen.
         */
        get: operations["list_case_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Plans
         * @description The options of the latest search, best first, each at its newest revision.
         */
        get: operations["list_plans"];
        put?: never;
        /**
         * Offer Plan
         * @description Your own idea as one more option, priced and checked like the others; with `repair` the rest is planned around it.
         */
        post: operations["offer_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Record
         * @description The decision record: every fact, tool run, option, check and decision, each entry chained to the one before by its hash.
         */
        get: operations["get_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Stop searching; what has been found by now is proposed.
         */
        post: operations["stop_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/replan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replan
         * @description Search again on the network as it is now, for longer when asked to; options proposed before are superseded.
         */
        post: operations["replan_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Chat
         * @description Ask in words. Server-sent events `started`, `stage`, `understood`, `text`, `card`, `suggestions`, `done`.
         *
         *     With `Accept: application/json` the whole turn at once. Text is data: nothing said here decides about a plan. Who closes
         *     the stream stops the turn. `problem` takes the place of `done` when the turn could not be taken or kept.
         */
        post: operations["chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/{conversation_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Chat
         * @description Stop the conversation's running turn, and the solvers at work for it.
         */
        post: operations["stop_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Conversation
         * @description The conversation's turns, oldest first. Only who began it may read it.
         */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/{conversation_id}/{turn}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Turn
         * @description One turn, with what every tool was asked and what it answered.
         */
        get: operations["get_turn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Execute
         * @description Carry a command out, or name every reason why not.
         *
         *     `optimize_recovery` opens a case (202), `simulate_recovery` prices and checks operations and changes nothing.
         */
        post: operations["execute_command"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Summary
         * @description The running projection by component, and every plan approved on this network.
         */
        get: operations["get_cost_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get History
         * @description What the day had cost and was still to cost, at up to 24 moments since it opened; each answer prices for about a second.
         */
        get: operations["get_cost_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/costs/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Price List
         * @description The airline's price list in force, with what of it is assumed.
         */
        get: operations["get_price_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Crew
         * @description Everybody's current or next duty, those who time out first in front.
         */
        get: operations["list_crew"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crew/{crew_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Status
         * @description Duties with their legs, the law on them, when this person times out, and which flights lose them.
         */
        get: operations["get_crew_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crew/duties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Duties
         * @description Duties with their legs as they will go, the law's end, rest, reserve and absence; at risk first, then by time left.
         */
        get: operations["list_crew_duties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Decisions
         * @description Decisions over all cases and networks, the newest first: who, in which role, what, about which revision, and why.
         */
        get: operations["list_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Audit Verdict
         * @description Walk the whole trail now: every record of every case, and the log of who read personal data. It reads everything.
         */
        get: operations["get_audit_verdict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delay-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Delay Codes
         * @description Codes for the reason of a delay or a cancellation, in order.
         */
        get: operations["list_delay_codes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Server-sent events: the network's events and the cases' progress, after a place or from now on.
         *
         *     `id` is the place, `event` the type, `data` `{v, seq, ts, type, subject, data}`. A `resync` asks to read the state afresh;
         *     with `board` it follows at once. The data of `board` and `board.delta` is BoardView and BoardDelta, of `clock` ClockTick.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Flights
         * @description Flights in order of scheduled departure. Filters combine.
         */
        get: operations["list_flights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flights/{flight_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Flight
         * @description One flight by its id `CARRIERNUMBER/DATE/ORIGIN`, URL-encoded or not; the date is the local date of departure.
         */
        get: operations["get_flight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Hubs
         * @description Stations where passengers change between our flights, the busiest first.
         */
        get: operations["list_hubs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs/{code}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Connections
         * @description Connections at a station by inbound and outbound flight, with the minutes to spare if nobody intervenes.
         */
        get: operations["get_connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs/{code}/hold-advice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Advise
         * @description Evaluate holding a departure, like any other plan; changes nothing and decides nothing. 0.3 s or so for each length.
         */
        post: operations["get_hold_advice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/library": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Library
         * @description How many passages there are, of which kinds, and the regimes that some passage belongs to.
         */
        get: operations["get_library"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Messages
         * @description Messages that came in on this network, newest first; `status=not_understood` lists what needs a person.
         */
        get: operations["list_messages"];
        put?: never;
        /**
         * Post Message
         * @description Take one message in, as JSON or as plain text: kept, read, and what it says recorded on the network, once.
         *
         *     422 where it cannot be read (with line and column) or contradicts the network; it is kept all the same, under `message_id`.
         *     Send the mended text with `corrects`, and that message no longer needs a person.
         */
        post: operations["post_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Message
         * @description One message with its text, what was read, and what it said about the network.
         */
        get: operations["get_message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Offer
         * @description Make an offer: fare, ancillaries, reasons, guards and expiry. The audit row of its price is kept.
         *
         *     422 where nothing is sold, with the reason and the `price_id` of the row that is kept all the same.
         */
        post: operations["make_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{offer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Offer
         * @description One offer as it was made, expired or not.
         */
        get: operations["get_offer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passengers/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Impact
         * @description Passengers disrupted now or to be expected if nobody intervenes, and those already moved, refunded or cared for.
         */
        get: operations["get_passenger_impact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview Messages
         * @description What would be sent to whom if the plan were executed now: counts by template and language, one sample each. Sends nothing.
         *
         *     409 when the network has moved on so far that the plan cannot be carried out.
         */
        get: operations["preview_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/passengers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Passenger Service
         * @description Care that was booked, what the reservation system has, and messages that went out, for each executed plan of a case.
         */
        get: operations["get_passenger_service"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passengers/disrupted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Disrupted
         * @description Bookings disrupted now, and those that will be if nobody intervenes, by booking id.
         */
        get: operations["list_disrupted_passengers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Access Log
         * @description Who read whose personal data, for what and when, refused attempts among them; never the data. For duty managers.
         */
        get: operations["list_personal_data_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Person
         * @description What a purpose may see of a person. 403 when it does not cover the caller's role; every attempt is on record.
         */
        get: operations["get_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Person
         * @description Everything held about a person, with purposes, recipients, retention and accesses: GDPR articles 15 and 20.
         */
        get: operations["export_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase Person
         * @description Remove a person's data and keep the proof: GDPR article 17. 409 while a legal hold is in force; again is the same proof.
         */
        post: operations["erase_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/operational-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview Operational Messages
         * @description The MVT, ASM and flight plan changes that a plan needs, word for word as they would be sent; sends nothing.
         *
         *     They are written for the network at the plan's base version, so they stay what they were after it is executed.
         */
        get: operations["preview_operational_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Plan
         * @description The plan at its newest revision, which is its ETag.
         */
        get: operations["get_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Review
         * @description Before a decision: whose approval the plan needs, whether you may, what has moved under it, and until when it lasts.
         */
        get: operations["review_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Revisions
         * @description How the plan came to be what it is: every revision with its price, its checks and what was decided about it.
         */
        get: operations["list_plan_revisions"];
        put?: never;
        /**
         * Revise
         * @description A hand edit: the plan with these operations instead, priced and checked like any other, as its next revision.
         */
        post: operations["revise_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Approve, reject or return the revision named in If-Match; an approval is carried out at once.
         *
         *     428 without If-Match, 412 when the plan has a newer revision or is stale, 409 when somebody has decided, 403 when the
         *     approval policy does not give this role the decision.
         */
        post: operations["decide_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Prices
         * @description What was asked, what the fare started from, what changed it and what came out: a row for every price on this network.
         */
        get: operations["list_prices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/record.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Record Page
         * @description The decision record as one self-contained page for A4: what happened, what was on the table, who decided and why.
         */
        get: operations["get_record_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Scenarios
         * @description Scenarios that ship with Downline and those that were imported.
         */
        get: operations["list_scenarios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load
         * @description Start the scenario afresh as a new network; cases of the network before stay in the casebook but cannot be approved.
         */
        post: operations["load_scenario"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Session
         * @description The name and role of the key in use.
         */
        get: operations["get_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Simulation
         * @description The clock and where it is in the scenario.
         */
        get: operations["get_simulation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulation/speed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Speed
         * @description Start, stop or hurry the clock.
         */
        post: operations["set_simulation_speed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulation/step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Step
         * @description Let time pass at once; everything the scenario recorded in between happens, in order.
         */
        post: operations["step_simulation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulation/inject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Inject
         * @description Put a disruption into the network and open a case for it.
         */
        post: operations["inject_disruption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Situations
         * @description Cases, and watches that nobody has opened a case for, one for each root cause; those to be decided first in front.
         */
        get: operations["list_situations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Situation
         * @description One situation with its alerts and what people did about it.
         */
        get: operations["get_situation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take
         * @description Look after it oneself, which acknowledges it; 409 names the owner when it has one.
         */
        post: operations["take_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release
         * @description Give it up; it has no owner then.
         */
        post: operations["release_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand Over
         * @description Give it to another controller.
         */
        post: operations["hand_over_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge
         * @description Say that what stands now is seen; a rise of level or a new alert calls again.
         */
        post: operations["acknowledge_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Snooze
         * @description Put it away; it comes back when the time is over, when its level rises, and 15 min before the time to decide by.
         */
        post: operations["snooze_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/situations/{situation_id}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wake
         * @description Bring it back before its time.
         */
        post: operations["wake_situation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Airports
         * @description Where stands are known, and what is wrong there.
         */
        get: operations["list_stand_airports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/airports/{code}/stands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Stands
         * @description Every stand with who uses it as flights will go if nobody intervenes, what does not fit, and movements without one.
         */
        get: operations["get_airport_stands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/airports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Airports
         * @description Stations with their state now and at the next change, the weather, and our movements of the local day.
         */
        get: operations["list_airports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Status
         * @description Build, readers of the stream, the solver's queue, the model, the library and the ways in and out.
         */
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/tool-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tool Runs
         * @description What the tools were asked for the case, oldest first; `tool` and `run` narrow it down.
         */
        get: operations["list_tool_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{case_id}/tool-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tool Run
         * @description One call of a tool, with what it answered.
         */
        get: operations["get_tool_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tools
         * @description Every tool that is installed.
         */
        get: operations["list_tools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call
         * @description Run a tool on the network as it is now. Tools read and propose; none changes anything.
         */
        post: operations["call_tool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description Every registered endpoint.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Register
         * @description Register an endpoint on a host that DOWNLINE_WEBHOOK_HOSTS allows. Keep the secret: it is not shown again.
         */
        post: operations["register_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Webhook
         * @description One endpoint, and why it is disabled where it is.
         */
        get: operations["get_webhook"];
        put?: never;
        post?: never;
        /**
         * Delete Webhook
         * @description Delete an endpoint with everything queued for it.
         */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable
         * @description Send nothing more; what is queued waits, and what happens meanwhile is not told later.
         */
        post: operations["disable_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable
         * @description Send again, what was queued first.
         */
        post: operations["enable_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate
         * @description A new secret. For a day messages are signed with the old one too, so that the receiver can change over.
         */
        post: operations["rotate_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ping
         * @description Queue a test message of type `webhook.ping`.
         */
        post: operations["ping_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries
         * @description What was sent, how it went, and when it is tried again.
         */
        get: operations["list_webhook_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{endpoint_id}/deliveries/{message_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeliver
         * @description Send a message again, under the same `webhook-id`.
         */
        post: operations["redeliver_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/slack/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Slack Links
         * @description Every link between a Slack user and one of ours, for administrators.
         */
        get: operations["list_slack_links"];
        put?: never;
        /**
         * Link Slack User
         * @description Link a Slack user to one of our users, for administrators. The user proves it by sending `/downline link CODE`.
         */
        post: operations["link_slack_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/slack/links/{team}/{slack_user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Slack Link
         * @description End a link: from now on that Slack user is nobody here. For administrators.
         */
        delete: operations["end_slack_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description The one model there is.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description The model of that name.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete
         * @description Ask the last message of the user; earlier ones of theirs are what it may refer to. System prompts are not read.
         *
         *     Streamed or whole. An approval is never possible here: the answer says where a person decides.
         */
        post: operations["create_chat_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AbsenceView
         * @description A time in which this person cannot work.
         */
        AbsenceView: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * AccessEntry
         * @description One entry of the log of access to personal data.
         */
        AccessEntry: {
            /** Seq */
            seq: number;
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /** Role */
            role: string;
            /** Purpose */
            purpose: string;
            /** Person Id */
            person_id: string;
            /** Booking Id */
            booking_id: string;
            /** Fields */
            fields: string[];
            /** Reason */
            reason: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Hash */
            hash: string;
        };
        /**
         * AccessLog
         * @description A part of the log; ask again `after` the last `seq` for more.
         */
        AccessLog: {
            /** Items */
            items: components["schemas"]["AccessEntry"][];
        };
        /** AircraftAssigned */
        AircraftAssigned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AircraftAssigned";
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /** AircraftRegistered */
        AircraftRegistered: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AircraftRegistered";
            /** Tail */
            tail: string;
            /** Carrier */
            carrier: string;
            /** Family */
            family: string;
            /** Model */
            model: string;
            /** Seats */
            seats: number;
            /** Min Turn Min */
            min_turn_min: number;
            /** Location */
            location: string;
            /**
             * Ready At
             * Format: date-time
             */
            ready_at: string;
            /**
             * Cabins
             * @default []
             */
            cabins: [
                "economy" | "business" | "first",
                number
            ][];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /** AircraftSwapped */
        AircraftSwapped: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AircraftSwapped";
            /** Flight Id */
            flight_id: string;
            /** From Tail */
            from_tail: string;
            /** To Tail */
            to_tail: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /** AircraftUnserviceable */
        AircraftUnserviceable: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AircraftUnserviceable";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * AircraftUnserviceableReport
         * @description A tail cannot fly in [start, end); it stands at `airport`.
         */
        AircraftUnserviceableReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "aircraft_unserviceable";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
        };
        /**
         * AircraftView
         * @description The aircraft that is to fly it.
         */
        AircraftView: {
            /** Tail */
            tail: string;
            /** Model */
            model: string;
            /** Family */
            family: string;
            /** Seats */
            seats: number;
            /** Min Turn Min */
            min_turn_min: number;
            /** Location */
            location: string;
            /**
             * Ready At
             * Format: date-time
             */
            ready_at: string;
            /** Assumed */
            assumed: string[];
        };
        /** AirportCapacityReduced */
        AirportCapacityReduced: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AirportCapacityReduced";
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrivals Per Hour */
            arrivals_per_hour: number;
            /** Departures Per Hour */
            departures_per_hour: number;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * AirportCapacityReport
         * @description The airport accepts fewer movements an hour than declared.
         */
        AirportCapacityReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "airport_capacity_reduced";
            /** Airport */
            airport: string;
            /**
             * Arrivals Per Hour
             * @description movements an hour over all carriers
             */
            arrivals_per_hour: number;
            /**
             * Departures Per Hour
             * @description movements an hour over all carriers
             */
            departures_per_hour: number;
        };
        /** AirportClosed */
        AirportClosed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AirportClosed";
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * AirportClosedReport
         * @description Nothing lands or leaves at the airport in [start, end).
         */
        AirportClosedReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "airport_closed";
            /** Airport */
            airport: string;
        };
        /** AirportDeclared */
        AirportDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AirportDeclared";
            /** Airport */
            airport: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /** Arrivals Per Hour */
            arrivals_per_hour: number;
            /** Departures Per Hour */
            departures_per_hour: number;
            /** Min Connection Min */
            min_connection_min: number;
            /**
             * Gates
             * @default []
             */
            gates: string[];
            /**
             * Stands
             * @default []
             */
            stands: components["schemas"]["Stand"][];
            /**
             * Taxi Out Min
             * @default 15
             */
            taxi_out_min: number;
            /**
             * Capacity Windows
             * @default []
             */
            capacity_windows: components["schemas"]["CapacityWindow"][];
            /**
             * Curfews
             * @default []
             */
            curfews: [
                number,
                number,
                "departures" | "arrivals" | "both",
                string
            ][];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * AirportImpact
         * @description Where people are stuck, or were when they were answered.
         */
        AirportImpact: {
            /** Airport */
            airport: string;
            /** Affected */
            affected: number;
            /** Disrupted */
            disrupted: number;
        };
        /**
         * AirportReopened
         * @description The airport is open from `at` on: what is left of its closures ends then.
         */
        AirportReopened: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AirportReopened";
            /** Airport */
            airport: string;
        };
        /**
         * Alert
         * @description One thing to see to, verb first. `alert_id` stays the same while its cause lasts; counts of passengers are bookings'.
         */
        Alert: {
            /** Alert Id */
            alert_id: string;
            /**
             * Level
             * @enum {string}
             */
            level: "info" | "caution" | "warning";
            /**
             * Kind
             * @enum {string}
             */
            kind: "airport_closed" | "airport_reduced" | "gate_closed" | "weather" | "aircraft_out_of_service" | "crew_unavailable" | "airborne" | "cannot_fly" | "crew_lost" | "crew_short_of_time" | "late" | "misconnection" | "missed" | "waiting_passengers";
            /** Subject */
            subject: string;
            /** Text */
            text: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Flight Ids
             * @default []
             */
            flight_ids: string[];
            /** Airport */
            airport?: string | null;
            /** Tail */
            tail?: string | null;
            /** Crew Id */
            crew_id?: string | null;
            /** Passengers */
            passengers?: number | null;
        };
        /**
         * AncillariesMoved
         * @description What was paid for on one flight is provided on another.
         */
        AncillariesMoved: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AncillariesMoved";
            /** Booking Id */
            booking_id: string;
            /** Codes */
            codes: string[];
            /** Flight Id */
            flight_id: string;
            /** To Flight Id */
            to_flight_id: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * AncillariesRefunded
         * @description What was paid for on a flight is paid back.
         */
        AncillariesRefunded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AncillariesRefunded";
            /** Booking Id */
            booking_id: string;
            /** Codes */
            codes: string[];
            /** Flight Id */
            flight_id: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * AssignCrew
         * @description A crew member does these flights, in order, as one duty; on the `deadheads` among them the person only travels.
         *
         *     `replaces` names the duty it takes the place of, whose legs that have left stay; without flights it is taken away. Report
         *     and release are those of the replaced duty, moved with its first and last flight, where they are left out.
         */
        AssignCrew: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AssignCrew";
            /** Crew Id */
            crew_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /**
             * Deadheads
             * @default []
             */
            deadheads: string[];
            /** Replaces */
            replaces?: string | null;
            /** Report At */
            report_at?: string | null;
            /** Release At */
            release_at?: string | null;
        };
        /**
         * AssignGate
         * @description The stand that a flight leaves from, or arrives on.
         */
        AssignGate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AssignGate";
            /** Flight Id */
            flight_id: string;
            /** Gate */
            gate: string;
            /**
             * Movement
             * @default departure
             * @enum {string}
             */
            movement: "arrival" | "departure";
        };
        /**
         * AssignSlot
         * @description A flight of ours uses this slot of ours at an airport: of the schedule, or of a ground delay programme.
         */
        AssignSlot: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AssignSlot";
            /** Slot Id */
            slot_id: string;
            /** Flight Id */
            flight_id: string;
            /** Airport */
            airport: string;
            /**
             * Movement
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /**
             * Time
             * Format: date-time
             */
            time: string;
        };
        /**
         * AttentionLine
         * @description What somebody did about a situation; `downline` is the network itself.
         */
        AttentionLine: {
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Reason */
            reason: string;
            /** Given To */
            given_to: string;
            /** Until */
            until: string | null;
        };
        /**
         * AuditBreak
         * @description The first row that is not as it was written. `seq` is its place in its table, 0 where it has none.
         */
        AuditBreak: {
            /** Table */
            table: string;
            /** Case Id */
            case_id: string;
            /** Seq */
            seq: number;
            /** Reason */
            reason: string;
        };
        /**
         * AuditView
         * @description What was walked, and whether all of it is as it was written. `head`: to be noted outside the database.
         */
        AuditView: {
            /** Intact */
            intact: boolean;
            /** Cases */
            cases: number;
            /** Entries */
            entries: number;
            /** Head */
            head: string;
            /** Personal Data Accesses */
            personal_data_accesses: number;
            /** Erasures */
            erasures: number;
            broken: components["schemas"]["AuditBreak"] | null;
        };
        /**
         * BoardAircraft
         * @description One aircraft of ours. `location` is where it stands or lands next, `check_due_at` when the first open item ends.
         */
        BoardAircraft: {
            /** Tail */
            tail: string;
            /** Family */
            family: string;
            /** Model */
            model: string;
            /** Seats */
            seats: number;
            /** Location */
            location: string;
            /**
             * Ready At
             * Format: date-time
             */
            ready_at: string;
            /** Min Turn Min */
            min_turn_min: number;
            /** Ground Times */
            ground_times: components["schemas"]["GroundTime"][];
            /** Defects */
            defects: number;
            /** Restrictions */
            restrictions: string[];
            /** Check Due At */
            check_due_at: string | null;
            /** Assumed */
            assumed: boolean;
        };
        /**
         * BoardAirport
         * @description An airport that our flights touch. Curfew nights are those of the scenario's horizon.
         */
        BoardAirport: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /** Closures */
            closures: components["schemas"]["ClosureSpan"][];
            /** Reductions */
            reductions: components["schemas"]["ReductionSpan"][];
            /** Curfews */
            curfews: components["schemas"]["CurfewSpan"][];
            /** Weather */
            weather: string;
        };
        /**
         * BoardDelta
         * @description Rows that are different at `version` from what they were at `from_version`, as they are now; `gone`: flight ids.
         */
        BoardDelta: {
            /** Network Id */
            network_id: string;
            /** From Version */
            from_version: number;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Speed */
            speed: number;
            /** Flights */
            flights: components["schemas"]["BoardFlight"][];
            /** Aircraft */
            aircraft: components["schemas"]["BoardAircraft"][];
            /** Airports */
            airports: components["schemas"]["BoardAirport"][];
            /** Gone */
            gone: string[];
        };
        /**
         * BoardFlight
         * @description One flight of ours. `passengers` are booked; `assumed`: something of it is an assumption of the scenario.
         */
        BoardFlight: {
            /** Flight Id */
            flight_id: string;
            /** Number */
            number: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Sta
             * Format: date-time
             */
            sta: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Atd */
            atd: string | null;
            /** Ata */
            ata: string | null;
            /** Status */
            status: string;
            /** Tail */
            tail: string | null;
            /** Service */
            service: string;
            /** Delay Code */
            delay_code: string;
            /** Gate */
            gate: string;
            /** Arrival Gate */
            arrival_gate: string;
            /** Ctot */
            ctot: string | null;
            /** Suspended */
            suspended: boolean;
            /** Diverted To */
            diverted_to: string | null;
            /** Passengers */
            passengers: number | null;
            /** Changed By */
            changed_by: string;
            /** Assumed */
            assumed: boolean;
        };
        /**
         * BoardOutlook
         * @description Flights that go otherwise than they stand, whose passengers misconnect or that lose crew, by expected departure.
         */
        BoardOutlook: {
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Flights */
            flights: components["schemas"]["OutlookFlight"][];
        };
        /**
         * BoardView
         * @description The whole board at one version. `speed`: times real time; 0 stands still, and so does what is past.
         */
        BoardView: {
            /** Network Id */
            network_id: string;
            /** Scenario Id */
            scenario_id: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Speed */
            speed: number;
            /**
             * Start At
             * Format: date-time
             */
            start_at: string;
            /** Horizon End */
            horizon_end: string | null;
            /** Own Carriers */
            own_carriers: string[];
            /** Currency */
            currency: string;
            /** Airports */
            airports: components["schemas"]["BoardAirport"][];
            /** Aircraft */
            aircraft: components["schemas"]["BoardAircraft"][];
            /** Flights */
            flights: components["schemas"]["BoardFlight"][];
        };
        /**
         * BookCrewHotel
         * @description A room for a crew member who stays away from base.
         */
        BookCrewHotel: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "BookCrewHotel";
            /** Crew Id */
            crew_id: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /** BookingCreated */
        BookingCreated: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "BookingCreated";
            /** Booking Id */
            booking_id: string;
            /** Passengers */
            passengers: number;
            /** Flight Ids */
            flight_ids: string[];
            /** Fare Cents */
            fare_cents: number;
            /**
             * Cabin
             * @default economy
             * @enum {string}
             */
            cabin: "economy" | "business" | "first";
            /**
             * Tier
             * @default basic
             * @enum {string}
             */
            tier: "basic" | "silver" | "gold" | "platinum";
            /**
             * Reduced Mobility
             * @default false
             */
            reduced_mobility: boolean;
            /**
             * Unaccompanied Minor
             * @default false
             */
            unaccompanied_minor: boolean;
            /**
             * Party
             * @default family
             * @enum {string}
             */
            party: "family" | "group" | "individuals";
            preferences?: components["schemas"]["TravelPreferences"] | null;
            /**
             * Ancillaries
             * @default []
             */
            ancillaries: components["schemas"]["PaidAncillary"][];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * BookingSplit
         * @description So many passengers of a booking go on under a booking of their own, `part_id`.
         */
        BookingSplit: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "BookingSplit";
            /** Booking Id */
            booking_id: string;
            /** Part Id */
            part_id: string;
            /** Passengers */
            passengers: number;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * CancelFlight
         * @description Cancel a flight; everybody booked on it is disrupted.
         */
        CancelFlight: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CancelFlight";
            /** Flight Id */
            flight_id: string;
            /**
             * Reason Code
             * @description IATA delay code, two digits
             * @default 96
             */
            reason_code: string;
        };
        /**
         * CannotOperate
         * @description The flight cannot fly, e.g. nobody is there to fly it.
         */
        CannotOperate: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "CannotOperate";
            /** Flight Id */
            flight_id: string;
        };
        /**
         * CapacityWindow
         * @description At most so many movements within any `length_min` minutes in a row, over all carriers; as many are still allowed.
         *
         *     None: movements of that kind are not limited over this length.
         */
        CapacityWindow: {
            /** Length Min */
            length_min: number;
            /** Arrivals */
            arrivals?: number | null;
            /** Departures */
            departures?: number | null;
            /** Total */
            total?: number | null;
        };
        /**
         * CardShown
         * @description Something to look at or act on; `references` are the facts in it.
         */
        CardShown: {
            /**
             * Event
             * @default card
             * @constant
             */
            event: "card";
            /** Card */
            card: components["schemas"]["DraftCase"] | components["schemas"]["DraftPlan"] | components["schemas"]["OpenView"] | components["schemas"]["Table"];
            /**
             * References
             * @default []
             */
            references: components["schemas"]["Shown"][];
        };
        /**
         * CareForPassengers
         * @description Meals for everybody of a booking who waits at an airport, and rooms for the night with the way there and back.
         *
         *     `allowance_cents`: at most so much is paid back to them in all, for rooms they find themselves where none is left.
         */
        CareForPassengers: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CareForPassengers";
            /** Booking Id */
            booking_id: string;
            /** Airport */
            airport: string;
            /**
             * Meals
             * @default 0
             */
            meals: number;
            /** Hotel */
            hotel?: string | null;
            /**
             * Rooms
             * @default 0
             */
            rooms: number;
            /**
             * Nights
             * @default 0
             */
            nights: number;
            /**
             * Allowance Cents
             * @default 0
             */
            allowance_cents: number;
        };
        /**
         * CareTally
         * @description What was booked for the passengers of a plan: bookings, rooms' and meals' cost, and what could not be had.
         */
        CareTally: {
            /** Bookings */
            bookings: number;
            /** Complete */
            complete: number;
            /** Cost Cents */
            cost_cents: number;
            /** Vouchers */
            vouchers: number;
            /** Not Booked */
            not_booked: string[];
        };
        /** CargoBooked */
        CargoBooked: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoBooked";
            /** Shipment Id */
            shipment_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /** Weight Kg */
            weight_kg: number;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /** Penalty Cents Per Hour */
            penalty_cents_per_hour: number;
            /**
             * Priority
             * @default standard
             * @enum {string}
             */
            priority: "standard" | "priority" | "express";
            /**
             * Volume Dm3
             * @default 0
             */
            volume_dm3: number;
            /**
             * Rate Covers Priority
             * @default true
             */
            rate_covers_priority: boolean;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /** CargoDelivered */
        CargoDelivered: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoDelivered";
            /** Shipment Id */
            shipment_id: string;
        };
        /** CargoLoaded */
        CargoLoaded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoLoaded";
            /** Shipment Id */
            shipment_id: string;
        };
        /** CargoOffloaded */
        CargoOffloaded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoOffloaded";
            /** Shipment Id */
            shipment_id: string;
        };
        /** CargoPenaltyAccrued */
        CargoPenaltyAccrued: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoPenaltyAccrued";
            /** Shipment Id */
            shipment_id: string;
            /** Penalty Cents */
            penalty_cents: number;
        };
        /** CargoPrioritized */
        CargoPrioritized: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoPrioritized";
            /** Shipment Id */
            shipment_id: string;
            /**
             * Priority
             * @enum {string}
             */
            priority: "standard" | "priority" | "express";
            /**
             * By
             * @default
             */
            by: string;
        };
        /** CargoRerouted */
        CargoRerouted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CargoRerouted";
            /** Shipment Id */
            shipment_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * Carried
         * @description A command that was carried out: its events and the network's version after them.
         */
        Carried: {
            /** Type */
            type: string;
            /** Version */
            version: number;
            /** Replayed */
            replayed: boolean;
            /** Events */
            events: (components["schemas"]["ScenarioOpened"] | components["schemas"]["AirportDeclared"] | components["schemas"]["AircraftRegistered"] | components["schemas"]["MaintenancePlanned"] | components["schemas"]["DefectDeferred"] | components["schemas"]["DefectCleared"] | components["schemas"]["CheckDeclared"] | components["schemas"]["CrewRegistered"] | components["schemas"]["FlightScheduled"] | components["schemas"]["FlightDelayed"] | components["schemas"]["ScheduleChanged"] | components["schemas"]["FlowSlotIssued"] | components["schemas"]["FlowSlotCancelled"] | components["schemas"]["LoadReported"] | components["schemas"]["SpeedChanged"] | components["schemas"]["DemandForecast"] | components["schemas"]["InventoryFrozen"] | components["schemas"]["InventoryReleased"] | components["schemas"]["FlightCancelled"] | components["schemas"]["FlightDeparted"] | components["schemas"]["FlightArrived"] | components["schemas"]["FlightDiverted"] | components["schemas"]["AircraftAssigned"] | components["schemas"]["AircraftSwapped"] | components["schemas"]["AircraftUnserviceable"] | components["schemas"]["CrewHistoryDeclared"] | components["schemas"]["CrewReservePlanned"] | components["schemas"]["CrewAssigned"] | components["schemas"]["CrewReassigned"] | components["schemas"]["CrewPositioned"] | components["schemas"]["DutyPeriodStarted"] | components["schemas"]["DutyPeriodEnded"] | components["schemas"]["RestPeriodStarted"] | components["schemas"]["RestPeriodEnded"] | components["schemas"]["CrewHotelBooked"] | components["schemas"]["CrewReportedUnavailable"] | components["schemas"]["SeatsOffered"] | components["schemas"]["HotelContracted"] | components["schemas"]["BookingCreated"] | components["schemas"]["BookingSplit"] | components["schemas"]["PassengerCareGiven"] | components["schemas"]["ItineraryDisrupted"] | components["schemas"]["ConnectionMissed"] | components["schemas"]["ConnectionProtected"] | components["schemas"]["PassengerRebooked"] | components["schemas"]["PassengerRefunded"] | components["schemas"]["AncillariesMoved"] | components["schemas"]["AncillariesRefunded"] | components["schemas"]["LoyaltyImpactRecorded"] | components["schemas"]["CargoBooked"] | components["schemas"]["CargoLoaded"] | components["schemas"]["CargoOffloaded"] | components["schemas"]["CargoRerouted"] | components["schemas"]["CargoPrioritized"] | components["schemas"]["CargoPenaltyAccrued"] | components["schemas"]["CargoDelivered"] | components["schemas"]["SlotAllocated"] | components["schemas"]["SlotReleased"] | components["schemas"]["SlotSeriesDeclared"] | components["schemas"]["CurfewTermsDeclared"] | components["schemas"]["GroundUnitsDeclared"] | components["schemas"]["SparesDeclared"] | components["schemas"]["NoticePublished"] | components["schemas"]["NoticeCancelled"] | components["schemas"]["AirportClosed"] | components["schemas"]["AirportReopened"] | components["schemas"]["AirportCapacityReduced"] | components["schemas"]["WeatherReported"] | components["schemas"]["GateAssigned"] | components["schemas"]["GateClosed"])[];
        };
        /**
         * CarrierCount
         * @description Movements of one carrier, cancelled ones left out.
         */
        CarrierCount: {
            /** Carrier */
            carrier: string;
            /** Arrivals */
            arrivals: number;
            /** Departures */
            departures: number;
        };
        /**
         * CaseCost
         * @description One case. `avoided_percent` of doing nothing, None where that costs nothing. `largest`: the plan's dearest component.
         */
        CaseCost: {
            /** Case Id */
            case_id: string;
            /** Kind */
            kind: string;
            /** Executed */
            executed: boolean;
            /** Plan Cents */
            plan_cents: number;
            /** Do Nothing Cents */
            do_nothing_cents: number;
            /** Avoided Cents */
            avoided_cents: number;
            /** Avoided Percent */
            avoided_percent: number | null;
            /** Largest */
            largest: string;
        };
        /**
         * CaseList
         * @description Cases, oldest first.
         */
        CaseList: {
            /** Items */
            items: components["schemas"]["CaseSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * CaseOpened
         * @description A case was opened; its progress is at `location` and in the event stream.
         */
        CaseOpened: {
            /** Case Id */
            case_id: string;
            /** Status */
            status: string;
            /** Location */
            location: string;
            /** Title */
            title: string;
            /** Network Id */
            network_id: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
        };
        /**
         * CaseSummary
         * @description A case in a list.
         */
        CaseSummary: {
            /** Case Id */
            case_id: string;
            /** Status */
            status: string;
            /** Stage */
            stage: string;
            /** Title */
            title: string;
            /** Kind */
            kind: string;
            /** Network Id */
            network_id: string;
            /** Opened By */
            opened_by: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Closed At */
            closed_at: string | null;
            /** Plan Ids */
            plan_ids: string[];
            /** Trouble */
            trouble: string;
        };
        /**
         * CaseView
         * @description A case with the latest run's findings by specialist and the decisions made.
         */
        CaseView: {
            /** Case Id */
            case_id: string;
            /** Status */
            status: string;
            /** Stage */
            stage: string;
            /** Title */
            title: string;
            /** Disruption */
            disruption: components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"] | components["schemas"]["CompoundReport"];
            /** Network Id */
            network_id: string;
            /** Scenario Id */
            scenario_id: string;
            /** Base Version */
            base_version: number | null;
            /** Run */
            run: number;
            /** Specialists */
            specialists: string[];
            /** Findings */
            findings: {
                [key: string]: components["schemas"]["Finding"] | components["schemas"]["Degraded"];
            };
            /** Plan Ids */
            plan_ids: string[];
            /** Decisions */
            decisions: components["schemas"]["DecisionView"][];
            execution: components["schemas"]["ExecutionView"] | null;
            /** Opened By */
            opened_by: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Closed At */
            closed_at: string | null;
            /** Stopped By */
            stopped_by: string;
            /** Trouble */
            trouble: string;
        };
        /**
         * Cell
         * @description A cell of a table with its references filled in.
         */
        Cell: {
            /** Text */
            text: string;
            /** Segments */
            segments: components["schemas"]["Segment"][];
        };
        /**
         * ChatMessage
         * @description What somebody says. `conversation_id`: the conversation it goes on with, empty for a new one.
         *
         *     `focus`: what they are looking at; it goes before what the last turn was about.
         */
        ChatMessage: {
            /**
             * Message
             * @example Which flights to BOS are cancelled?
             */
            message: string;
            /**
             * Conversation Id
             * @default
             */
            conversation_id: string;
            focus?: components["schemas"]["Focus"] | null;
        };
        /**
         * Check
         * @description A rule applied to a plan. `not_checked` means just that, with the reason in `detail`.
         */
        Check: {
            /** Rule */
            rule: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "pass" | "fail" | "not_checked";
            /** Citation */
            citation: string;
            /** Subject */
            subject: string;
            /** Detail */
            detail: string;
            /**
             * Specialist
             * @default
             */
            specialist: string;
        };
        /**
         * CheckDeclared
         * @description When a check of a tail is due next; one of the same name takes its place.
         */
        CheckDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CheckDeclared";
            /** Tail */
            tail: string;
            check: components["schemas"]["CheckDue"];
        };
        /**
         * CheckDue
         * @description A check or hard time: due at a moment, after so much flight time or so many cycles counted from `known_at`, the first of
         *     them. `stations`: where it can be done, empty: anywhere.
         */
        CheckDue: {
            /** Name */
            name: string;
            /**
             * Known At
             * Format: date-time
             */
            known_at: string;
            /** Due At */
            due_at?: string | null;
            /** Flight Min Left */
            flight_min_left?: number | null;
            /** Cycles Left */
            cycles_left?: number | null;
            /**
             * Work Min
             * @default 360
             */
            work_min: number;
            /**
             * Stations
             * @default []
             */
            stations: string[];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * ClosureSpan
         * @description Nothing moves at the airport.
         */
        ClosureSpan: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Reason */
            reason: string;
        };
        /**
         * ComponentCost
         * @description One component over all cases: with the plans, without, and the difference (positive: the plans cost less).
         */
        ComponentCost: {
            /** Component */
            component: string;
            /** Plan Cents */
            plan_cents: number;
            /** Do Nothing Cents */
            do_nothing_cents: number;
            /** Avoided Cents */
            avoided_cents: number;
        };
        /**
         * CompoundReport
         * @description Several disruptions that one case must answer together.
         */
        CompoundReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "compound";
            /** Parts */
            parts: (components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"])[];
        };
        /**
         * ConnectingFlight
         * @description A flight that passengers come from or go to. `expected`: in block, or off block, as projected or as it was.
         */
        ConnectingFlight: {
            /** Flight Id */
            flight_id: string;
            /** Airport */
            airport: string;
            /**
             * Scheduled
             * Format: date-time
             */
            scheduled: string;
            /**
             * Expected
             * Format: date-time
             */
            expected: string;
            /** Delay Min */
            delay_min: number;
            /** Cancelled */
            cancelled: boolean;
            /** Status */
            status: string;
            /** Passengers */
            passengers: number;
            /** Missed */
            missed: number;
        };
        /**
         * ConnectionCell
         * @description Passengers of one inbound flight who go on with one outbound flight. Minutes are null when one of them is cancelled.
         *
         *     `passengers` still hold this connection; `rebooked` were sold it and have been moved or refunded since.
         */
        ConnectionCell: {
            /** Inbound */
            inbound: string;
            /** Outbound */
            outbound: string;
            /** Passengers */
            passengers: number;
            /** Rebooked */
            rebooked: number;
            /** By Tier */
            by_tier: {
                [key: string]: number;
            };
            /** Connection Min */
            connection_min: number | null;
            /** Minimum Min */
            minimum_min: number;
            /** Slack Min */
            slack_min: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "missed" | "tight" | "ok" | "rebooked" | "cancelled";
            /** Protected */
            protected: number;
            /** Fare Cents */
            fare_cents: number;
        };
        /**
         * ConnectionMatrix
         * @description Connections at one station whose outbound leaves in the window; inbound by arrival, outbound by departure, as expected.
         */
        ConnectionMatrix: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Version */
            version: number;
            /** Currency */
            currency: string;
            /** Airport */
            airport: string;
            /** Timezone */
            timezone: string;
            /** Start */
            start: string | null;
            /** End */
            end: string | null;
            /** Minimum Min */
            minimum_min: number;
            /** Tight Below Min */
            tight_below_min: number;
            /** Unknown */
            unknown: string;
            /** Inbound */
            inbound: components["schemas"]["ConnectingFlight"][];
            /** Outbound */
            outbound: components["schemas"]["ConnectingFlight"][];
            /** Cells */
            cells: components["schemas"]["ConnectionCell"][];
            totals: components["schemas"]["ConnectionTotals"];
            /** Assumed */
            assumed: string[];
        };
        /** ConnectionMissed */
        ConnectionMissed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ConnectionMissed";
            /** Booking Id */
            booking_id: string;
            /** Inbound */
            inbound: string;
            /** Outbound */
            outbound: string;
        };
        /** ConnectionProtected */
        ConnectionProtected: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ConnectionProtected";
            /** Booking Id */
            booking_id: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * ConnectionToSave
         * @description Passengers of one late inbound flight, and the least minutes to hold for them.
         */
        ConnectionToSave: {
            /** Inbound */
            inbound: string;
            /** Passengers */
            passengers: number;
            /** Needed Min */
            needed_min: number;
        };
        /**
         * ConnectionTotals
         * @description Passengers by the state of their connection; `rebooked` are not among `passengers`.
         */
        ConnectionTotals: {
            /** Connections */
            connections: number;
            /** Passengers */
            passengers: number;
            /** Missed */
            missed: number;
            /** Cancelled */
            cancelled: number;
            /** Tight */
            tight: number;
            /** Ok */
            ok: number;
            /** Rebooked */
            rebooked: number;
        };
        /**
         * Conversation
         * @description A conversation's turns, oldest first.
         */
        Conversation: {
            /** Conversation Id */
            conversation_id: string;
            /** Items */
            items: components["schemas"]["TurnView"][];
        };
        /**
         * CostBreakdown
         * @description Money by component; `total` is their sum.
         */
        CostBreakdown: {
            total: components["schemas"]["Money"];
            /** Components */
            components: {
                [key: string]: components["schemas"]["Money"];
            };
        };
        /**
         * CostHistoryView
         * @description Projected and running cost over scenario time, priced again from the network as it was at each moment.
         *
         *     `pending`: moments that are not priced yet; ask again for them.
         */
        CostHistoryView: {
            /** Currency */
            currency: string;
            /** Price List */
            price_list: string;
            /** Samples */
            samples: components["schemas"]["CostSample"][];
            /** Pending */
            pending: number;
        };
        /**
         * CostSample
         * @description The projection (from then on, if nobody intervenes) and what had been incurred, at a past moment or now.
         */
        CostSample: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Version */
            version: number;
            /** Projected Total Cents */
            projected_total_cents: number;
            /** Running Total Cents */
            running_total_cents: number;
            /** Decided */
            decided: number;
        };
        /**
         * CostSummary
         * @description The price from now on if nobody intervenes (already with the decided plans in it), and the decided plans.
         *
         *     `disruptions`: what each cost with its plan beside doing nothing, as priced when it was decided; `by_kind` their sums.
         *     `running`: incurred since the scenario opened, none of it in `projected`. `not_counted`: parts that neither knows.
         */
        CostSummary: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            projected: components["schemas"]["CostBreakdown"];
            kpis: components["schemas"]["Kpis"];
            /** Decided */
            decided: components["schemas"]["DecidedPlan"][];
            /** Disruptions */
            disruptions: components["schemas"]["CaseCost"][];
            /** By Kind */
            by_kind: components["schemas"]["KindCost"][];
            /** Note */
            note: string;
            running: components["schemas"]["CostBreakdown"];
            /** By Decision */
            by_decision: components["schemas"]["DecisionCost"][];
            loyalty: components["schemas"]["Loyalty"];
            /** Not Counted */
            not_counted: string[];
            /** Price List */
            price_list: string;
        };
        /**
         * CrewAssigned
         * @description A duty of one crew member: the legs in order, the `deadheads` among them only travelled on.
         *
         *     It takes the place of the duty `replaces`; without legs that duty is taken away.
         */
        CrewAssigned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewAssigned";
            /** Crew Id */
            crew_id: string;
            /** Duty Id */
            duty_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /**
             * Report At
             * Format: date-time
             */
            report_at: string;
            /**
             * Release At
             * Format: date-time
             */
            release_at: string;
            /**
             * Deadheads
             * @default []
             */
            deadheads: string[];
            /**
             * Pairing Id
             * @default
             */
            pairing_id: string;
            /** Replaces */
            replaces?: string | null;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * CrewConnection
         * @description The same crew works `first` then `then`: at least `gap_min` between arrival and departure.
         *
         *     When `first` does not operate and `then` does, `then` needs `crew_count` replacements.
         */
        CrewConnection: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "CrewConnection";
            /** First */
            first: string;
            /** Then */
            then: string;
            /** Gap Min */
            gap_min: number;
            /** Crew Count */
            crew_count: number;
        };
        /**
         * CrewCounts
         * @description People in the filters by phase, and of all of them: with flights at risk, with less than an hour left, not checked.
         */
        CrewCounts: {
            /** People */
            people: number;
            /** By Phase */
            by_phase: {
                [key: string]: number;
            };
            /** At Risk */
            at_risk: number;
            /** Less Than An Hour */
            less_than_an_hour: number;
            /** Not Checked */
            not_checked: number;
        };
        /**
         * CrewDuties
         * @description One page of lines. `counts` are over the filters other than phase and risk; `bases`: every base there is.
         */
        CrewDuties: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            counts: components["schemas"]["CrewCounts"];
            /** Bases */
            bases: string[];
            /** Items */
            items: components["schemas"]["DutyLine"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * CrewHistoryDeclared
         * @description What a crew member worked before the log begins: every duty from `known_from` on, sums of flight time further back.
         */
        CrewHistoryDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewHistoryDeclared";
            /** Crew Id */
            crew_id: string;
            /**
             * Known From
             * Format: date-time
             */
            known_from: string;
            /**
             * Duties
             * @default []
             */
            duties: components["schemas"]["PastDutyRecord"][];
            /** Flight Min 672 H */
            flight_min_672_h?: number | null;
            /** Flight Min 365 Days */
            flight_min_365_days?: number | null;
            /** Fdp Min 672 H */
            fdp_min_672_h?: number | null;
        };
        /**
         * CrewHotelBooked
         * @description A room for a crew member away from base.
         */
        CrewHotelBooked: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewHotelBooked";
            /** Crew Id */
            crew_id: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * CrewLine
         * @description One crew member in a list: where, doing what, and when the duty must be over.
         */
        CrewLine: {
            /** Crew Id */
            crew_id: string;
            /** Role */
            role: string;
            /** Base */
            base: string;
            /** Station */
            station: string;
            /** Phase */
            phase: string;
            /** Duty Id */
            duty_id: string | null;
            /** Report At */
            report_at: string | null;
            /** Release At */
            release_at: string | null;
            /** Verdict */
            verdict: string;
            /** Left Min */
            left_min: number | null;
            /** Times Out At */
            times_out_at: string | null;
            /** Next Flight Id */
            next_flight_id: string | null;
            /** At Risk */
            at_risk: components["schemas"]["RiskView"][];
        };
        /** CrewPositioned */
        CrewPositioned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewPositioned";
            /** Crew Id */
            crew_id: string;
            /** Airport */
            airport: string;
            /** On Flight */
            on_flight?: string | null;
        };
        /**
         * CrewReassigned
         * @description A leg passes from one crew member to another, who does it in the named duty.
         */
        CrewReassigned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewReassigned";
            /** Flight Id */
            flight_id: string;
            /** From Crew */
            from_crew: string;
            /** To Crew */
            to_crew: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /** CrewRegistered */
        CrewRegistered: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewRegistered";
            /** Crew Id */
            crew_id: string;
            /**
             * Role
             * @enum {string}
             */
            role: "captain" | "first_officer" | "cabin";
            /** Base */
            base: string;
            /** Families */
            families: string[];
            /** Location */
            location: string;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /** CrewReportedUnavailable */
        CrewReportedUnavailable: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewReportedUnavailable";
            /** Crew Id */
            crew_id: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * CrewReservePlanned
         * @description A crew member can be called in [start, end), and reports `notice_min` minutes after the call at the earliest.
         */
        CrewReservePlanned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CrewReservePlanned";
            /** Crew Id */
            crew_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "airport_standby" | "short_call" | "long_call";
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Notice Min */
            notice_min: number;
        };
        /**
         * CrewStatusView
         * @description One crew member now: duties, reserve periods, absences, the law on the current or next duty, and what was checked.
         */
        CrewStatusView: {
            /** Crew Id */
            crew_id: string;
            /** Role */
            role: string;
            /** Base */
            base: string;
            /** Station */
            station: string;
            /** Phase */
            phase: string;
            /** Duty Id */
            duty_id: string | null;
            /** Report At */
            report_at: string | null;
            /** Release At */
            release_at: string | null;
            /** Verdict */
            verdict: string;
            /** Left Min */
            left_min: number | null;
            /** Times Out At */
            times_out_at: string | null;
            /** Next Flight Id */
            next_flight_id: string | null;
            /** At Risk */
            at_risk: components["schemas"]["RiskView"][];
            /** Families */
            families: string[];
            /** Status */
            status: string;
            /** Status Since */
            status_since: string | null;
            /** Available */
            available: boolean;
            /** Unavailable */
            unavailable: components["schemas"]["AbsenceView"][];
            /** Reserves */
            reserves: components["schemas"]["ReserveView"][];
            /** Duties */
            duties: components["schemas"]["DutyView"][];
            /** Law */
            law: components["schemas"]["LimitView"][];
            /** Checks */
            checks: components["schemas"]["Check"][];
            /** Assumed */
            assumed: string[];
        };
        /**
         * CrewTimesOut
         * @description The flight's crew may not leave after `latest_departure`.
         */
        CrewTimesOut: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "CrewTimesOut";
            /** Flight Id */
            flight_id: string;
            /** Crew Id */
            crew_id: string;
            /**
             * Latest Departure
             * Format: date-time
             */
            latest_departure: string;
        };
        /**
         * CrewUnavailableReport
         * @description A crew member cannot work in [start, end).
         */
        CrewUnavailableReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "crew_unavailable";
            /** Crew Id */
            crew_id: string;
        };
        /**
         * CurfewSpan
         * @description One night of a curfew, in UTC; quotas and exemptions may still let a movement through.
         */
        CurfewSpan: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Applies To
             * @enum {string}
             */
            applies_to: "departures" | "arrivals" | "both";
            /** Source */
            source: string;
        };
        /**
         * CurfewTermsDeclared
         * @description What may still move in the curfew that starts at `start_min`; see `Curfew`.
         */
        CurfewTermsDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "CurfewTermsDeclared";
            /** Airport */
            airport: string;
            /** Start Min */
            start_min: number;
            /**
             * Quota Per Night
             * @default 0
             */
            quota_per_night: number;
            /**
             * Exempt
             * @default []
             */
            exempt: ("ferry" | "diverted" | "late_arrival")[];
            /** Late Until Min */
            late_until_min?: number | null;
        };
        /**
         * DecidedPlan
         * @description An approved plan and its price when it was decided.
         */
        DecidedPlan: {
            /** Case Id */
            case_id: string;
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Label */
            label: string;
            /** Status */
            status: string;
            cost: components["schemas"]["CostBreakdown"];
        };
        /**
         * Decision
         * @description What a human decided about one revision of a plan.
         */
        Decision: {
            /**
             * Decision
             * @enum {string}
             */
            decision: "approve" | "reject" | "return";
            /** Reason */
            reason: string;
        };
        /**
         * DecisionAnswer
         * @description The decision as it was recorded and what came of it.
         */
        DecisionAnswer: {
            decision: components["schemas"]["DecisionView"];
            /** Case Id */
            case_id: string;
            /** Case Status */
            case_status: string;
            /** Plan Status */
            plan_status: string;
            execution: components["schemas"]["ExecutionView"] | null;
        };
        /**
         * DecisionCost
         * @description A decided plan beside doing nothing, component by component, both as priced when it was decided.
         *
         *     `decided_at` in scenario time; `executed`: it has reached the network.
         */
        DecisionCost: {
            /** Case Id */
            case_id: string;
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Label */
            label: string;
            /** Kind */
            kind: string;
            /** Executed */
            executed: boolean;
            /** Decided At */
            decided_at: string | null;
            /** Plan Cents */
            plan_cents: number;
            /** Do Nothing Cents */
            do_nothing_cents: number;
            /** Avoided Cents */
            avoided_cents: number;
            /** Components */
            components: components["schemas"]["ComponentCost"][];
        };
        /**
         * DecisionLine
         * @description A decision with the case it belongs to and what the plan was called. `network_id`: the network it was decided on.
         *
         *     Title, label, kind and network are empty when somebody took their row away: the decision is shown all the same.
         */
        DecisionLine: {
            /** Decision Id */
            decision_id: string;
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Decision */
            decision: string;
            /** Effect */
            effect: string;
            /** Reason */
            reason: string;
            /** Actor */
            actor: string;
            /** Role */
            role: string;
            /** Rule */
            rule: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Case Id */
            case_id: string;
            /** Case Title */
            case_title: string;
            /** Plan Label */
            plan_label: string;
            /** Plan Kind */
            plan_kind: string;
            /** Network Id */
            network_id: string;
        };
        /**
         * DecisionList
         * @description Decisions, the newest first.
         */
        DecisionList: {
            /** Items */
            items: components["schemas"]["DecisionLine"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * DecisionView
         * @description One decision: who, in which role, what, about which revision, why, when (simulation time), and what it led to.
         */
        DecisionView: {
            /** Decision Id */
            decision_id: string;
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Decision */
            decision: string;
            /** Effect */
            effect: string;
            /** Reason */
            reason: string;
            /** Actor */
            actor: string;
            /** Role */
            role: string;
            /** Rule */
            rule: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
        };
        /** DefectCleared */
        DefectCleared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DefectCleared";
            /** Tail */
            tail: string;
            /** Defect Id */
            defect_id: string;
        };
        /**
         * DefectDeferred
         * @description A defect that the aircraft may fly with until it is due; one of the same id takes its place (an extension).
         */
        DefectDeferred: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DefectDeferred";
            /** Tail */
            tail: string;
            defect: components["schemas"]["DeferredDefect"];
        };
        /**
         * DeferredDefect
         * @description A defect that the minimum equipment list lets fly until it is due. `category` A to D, or CDL.
         *
         *     `days`: the interval of a category A item, from its remarks. `extended`: its one extension is used up. `part`: the spare it
         *     waits for. `recorded_at` is UTC, `place` gives the calendar day.
         */
        DeferredDefect: {
            /** Defect Id */
            defect_id: string;
            /** Item */
            item: string;
            /**
             * Category
             * @enum {string}
             */
            category: "A" | "B" | "C" | "D" | "CDL";
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Place */
            place: string;
            /**
             * Text
             * @default
             */
            text: string;
            /** Days */
            days?: number | null;
            /**
             * Extended
             * @default false
             */
            extended: boolean;
            /**
             * Part
             * @default
             */
            part: string;
            /**
             * Work Min
             * @default 60
             */
            work_min: number;
            /**
             * Restrictions
             * @default []
             */
            restrictions: components["schemas"]["FlightRestriction"][];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * Degraded
         * @description A specialist that could not answer, and why. The case goes on without it and says so.
         */
        Degraded: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "degraded";
            /** Specialist */
            specialist: string;
            /** Reason */
            reason: string;
            /**
             * Runtime S
             * @default 0
             */
            runtime_s: number;
        };
        /**
         * DelayCodeList
         * @description Every code that is assigned.
         */
        DelayCodeList: {
            /** Items */
            items: components["schemas"]["DelayCodeView"][];
        };
        /**
         * DelayCodeView
         * @description Two digits of AHM 730, their letters (empty: none) and what they say, in our words.
         */
        DelayCodeView: {
            /** Code */
            code: string;
            /** Letters */
            letters: string;
            /** Says */
            says: string;
        };
        /**
         * DelayFlight
         * @description Retime a flight to leave at `etd`; its block time stays. Never earlier than its schedule.
         */
        DelayFlight: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DelayFlight";
            /** Flight Id */
            flight_id: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Reason Code
             * @description IATA delay code, two digits
             * @default 96
             */
            reason_code: string;
        };
        /**
         * DeliveryList
         * @description Messages of an endpoint, newest first.
         */
        DeliveryList: {
            /** Items */
            items: components["schemas"]["DeliveryView"][];
        };
        /**
         * DeliveryView
         * @description A message on its way to an endpoint, or arrived. `message_id` is its `webhook-id`; times are real time.
         */
        DeliveryView: {
            /** Message Id */
            message_id: string;
            /** Endpoint Id */
            endpoint_id: string;
            /** Type */
            type: string;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "delivered" | "given_up";
            /** Attempts */
            attempts: number;
            /** Next Attempt At */
            next_attempt_at: string | null;
            /** Last Status */
            last_status: number | null;
            /** Last Error */
            last_error: string;
            /**
             * Queued At
             * Format: date-time
             */
            queued_at: string;
            /** Closed At */
            closed_at: string | null;
            /** Body */
            body: string;
        };
        /**
         * DemandForecast
         * @description What is on sale on a departure and how many are still expected to ask for it, in place of what was told before.
         */
        DemandForecast: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DemandForecast";
            /** Flight Id */
            flight_id: string;
            /** Fare Classes */
            fare_classes: components["schemas"]["FareClass"][];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * Disclosure
         * @description What a purpose may see of a person: only the fields that it names are in `held`.
         */
        Disclosure: {
            /** Person Id */
            person_id: string;
            /** Booking Id */
            booking_id: string;
            /** Purpose */
            purpose: string;
            /** Legal Basis */
            legal_basis: string;
            /** Held */
            held: {
                [key: string]: unknown;
            };
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * DisruptedBooking
         * @description A booking whose passengers will not arrive as booked. `assumed` names what about it is an assumption.
         */
        DisruptedBooking: {
            /** Booking Id */
            booking_id: string;
            /** Passengers */
            passengers: number;
            /** Flight Ids */
            flight_ids: string[];
            /**
             * Why
             * @enum {string}
             */
            why: "cancelled" | "misconnection" | "diverted" | "disrupted";
            /** Expected */
            expected: boolean;
            /** At Airport */
            at_airport: string;
            /**
             * Could Leave
             * Format: date-time
             */
            could_leave: string;
            /** Lost Flight Id */
            lost_flight_id: string | null;
            /** Cabin */
            cabin: string;
            /** Tier */
            tier: string;
            /** Reduced Mobility */
            reduced_mobility: boolean;
            /** Unaccompanied Minor */
            unaccompanied_minor: boolean;
            /** Protected */
            protected: boolean;
            fare: components["schemas"]["Money"];
            /** Assumed */
            assumed: string[];
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "cared" | "rebooked" | "refunded";
            /** Sold As */
            sold_as: string[];
        };
        /**
         * DisruptedPage
         * @description Disrupted bookings, with the totals over all of them; `matching_passengers` over those that the filters leave.
         */
        DisruptedPage: {
            /** Items */
            items: components["schemas"]["DisruptedBooking"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Disrupted Passengers */
            disrupted_passengers: number;
            /** Misconnected Passengers */
            misconnected_passengers: number;
            /** Stranded Passengers */
            stranded_passengers: number;
            /** Matching Passengers */
            matching_passengers: number;
        };
        /**
         * DraftCase
         * @description A disruption as it was understood, for a person to confirm: `POST /api/v1/cases` with it opens the case.
         */
        DraftCase: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            card: "draft_case";
            /** Disruption */
            disruption: components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"] | components["schemas"]["CompoundReport"];
            /** Title */
            title: string;
            /**
             * Understood By
             * @enum {string}
             */
            understood_by: "rule" | "model";
        };
        /**
         * DraftPlan
         * @description Operations put together in conversation. `plan_id`: the option whose next revision they would be, empty without a case.
         *
         *     Nothing is kept: `POST /api/v1/plans/{plan_id}/revisions` with the operations makes the revision.
         */
        DraftPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            card: "draft_plan";
            /**
             * Plan Id
             * @default
             */
            plan_id: string;
            /** Operations */
            operations: (components["schemas"]["ScheduleFlight"] | components["schemas"]["DelayFlight"] | components["schemas"]["CancelFlight"] | components["schemas"]["SwapAircraft"] | components["schemas"]["FlyFaster"] | components["schemas"]["FreezeInventory"] | components["schemas"]["ReleaseInventory"] | components["schemas"]["AssignGate"] | components["schemas"]["AssignSlot"] | components["schemas"]["SwapFlowSlots"] | components["schemas"]["PlanMaintenance"] | components["schemas"]["AssignCrew"] | components["schemas"]["ReassignCrew"] | components["schemas"]["PositionCrew"] | components["schemas"]["BookCrewHotel"] | components["schemas"]["RebookPassenger"] | components["schemas"]["SplitBooking"] | components["schemas"]["CareForPassengers"] | components["schemas"]["RefundPassenger"] | components["schemas"]["MoveAncillaries"] | components["schemas"]["RefundAncillaries"] | components["schemas"]["ProtectConnection"] | components["schemas"]["RerouteCargo"] | components["schemas"]["OffloadCargo"] | components["schemas"]["PrioritizeCargo"])[];
            cost?: components["schemas"]["CostBreakdown"] | null;
            kpis?: components["schemas"]["Kpis"] | null;
            /** Legal */
            legal?: boolean | null;
        };
        /**
         * DutyLeg
         * @description One leg of a duty: off block to on block as it went, or will go if nobody intervenes.
         */
        DutyLeg: {
            /** Flight Id */
            flight_id: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Status */
            status: string;
            /** Deadhead */
            deadhead: boolean;
            /** Cancelled */
            cancelled: boolean;
        };
        /**
         * DutyLine
         * @description One crew member: the outlook on the current or next duty, and all that is known of the days around it.
         *
         *     `left_min`: minutes by which the last leg of that duty may still slip; negative: too late by that; null: nothing limits it.
         */
        DutyLine: {
            /** Crew Id */
            crew_id: string;
            /** Role */
            role: string;
            /** Base */
            base: string;
            /** Station */
            station: string;
            /**
             * Phase
             * @enum {string}
             */
            phase: "off" | "on_duty" | "on_reserve" | "to_report" | "unavailable";
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "pass" | "fail" | "not_checked";
            /** Left Min */
            left_min: number | null;
            /** Times Out At */
            times_out_at: string | null;
            /** At Risk */
            at_risk: components["schemas"]["RiskView"][];
            /** Duties */
            duties: components["schemas"]["DutySpan"][];
            /** Rests */
            rests: components["schemas"]["RestSpan"][];
            /** Reserves */
            reserves: components["schemas"]["ReserveView"][];
            /** Unavailable */
            unavailable: components["schemas"]["AbsenceView"][];
            /** Assumed */
            assumed: string[];
        };
        /** DutyPeriodEnded */
        DutyPeriodEnded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DutyPeriodEnded";
            /** Crew Id */
            crew_id: string;
        };
        /** DutyPeriodStarted */
        DutyPeriodStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DutyPeriodStarted";
            /** Crew Id */
            crew_id: string;
        };
        /**
         * DutySpan
         * @description A duty period from report to release as it will go. `latest_release_at`: with the last leg as late as the law allows;
         *     null where no limit ends it, or where the duty cannot be judged.
         */
        DutySpan: {
            /** Duty Id */
            duty_id: string;
            /**
             * Report At
             * Format: date-time
             */
            report_at: string;
            /**
             * Release At
             * Format: date-time
             */
            release_at: string;
            /** Latest Release At */
            latest_release_at: string | null;
            /** Limit Rule */
            limit_rule: string;
            /** Citation */
            citation: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "pass" | "fail" | "not_checked";
            /** Legs */
            legs: components["schemas"]["DutyLeg"][];
        };
        /**
         * DutyView
         * @description A duty period from report to release.
         */
        DutyView: {
            /** Duty Id */
            duty_id: string;
            /**
             * Report At
             * Format: date-time
             */
            report_at: string;
            /**
             * Release At
             * Format: date-time
             */
            release_at: string;
            /** Legs */
            legs: components["schemas"]["LegView"][];
        };
        /** EarliestDeparture */
        EarliestDeparture: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "EarliestDeparture";
            /** Flight Id */
            flight_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * EditRequest
         * @description The operations that the next revision consists of, all of them and not only what is new.
         *
         *     With `repair` they are the controller's own idea: they stand, and the solver adds what the rest of the network then needs.
         */
        EditRequest: {
            /** Operations */
            operations: (components["schemas"]["ScheduleFlight"] | components["schemas"]["DelayFlight"] | components["schemas"]["CancelFlight"] | components["schemas"]["SwapAircraft"] | components["schemas"]["FlyFaster"] | components["schemas"]["FreezeInventory"] | components["schemas"]["ReleaseInventory"] | components["schemas"]["AssignGate"] | components["schemas"]["AssignSlot"] | components["schemas"]["SwapFlowSlots"] | components["schemas"]["PlanMaintenance"] | components["schemas"]["AssignCrew"] | components["schemas"]["ReassignCrew"] | components["schemas"]["PositionCrew"] | components["schemas"]["BookCrewHotel"] | components["schemas"]["RebookPassenger"] | components["schemas"]["SplitBooking"] | components["schemas"]["CareForPassengers"] | components["schemas"]["RefundPassenger"] | components["schemas"]["MoveAncillaries"] | components["schemas"]["RefundAncillaries"] | components["schemas"]["ProtectConnection"] | components["schemas"]["RerouteCargo"] | components["schemas"]["OffloadCargo"] | components["schemas"]["PrioritizeCargo"])[];
            /**
             * Repair
             * @default false
             */
            repair: boolean;
        };
        /**
         * EndpointView
         * @description An endpoint as it is shown; its secret is shown once, when it is made.
         */
        EndpointView: {
            /** Endpoint Id */
            endpoint_id: string;
            /** Url */
            url: string;
            /** Types */
            types: ("case.opened" | "case.proposed" | "case.decided" | "plan.executed" | "plan.stale" | "case.closed")[];
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /** Disabled Because */
            disabled_because: string;
            /** Failing Since */
            failing_since: string | null;
            /** Former Secret Until */
            former_secret_until: string | null;
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Pending */
            pending: number;
        };
        /**
         * Erasure
         * @description Proof that a person was erased: who, when, why and which categories of data; not the data.
         */
        Erasure: {
            /** Person Sha256 */
            person_sha256: string;
            /** Categories */
            categories: string[];
            /** Reason */
            reason: string;
            /** Actor */
            actor: string;
            /** Role */
            role: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
        };
        /**
         * ErasureRequest
         * @description Why the person is to be erased, e.g. the reference of their request.
         */
        ErasureRequest: {
            /** Reason */
            reason: string;
        };
        /**
         * EventView
         * @description One step of progress; `seq` rises over all cases.
         */
        EventView: {
            /** Seq */
            seq: number;
            /** Case Id */
            case_id: string;
            /** Run */
            run: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Stage */
            stage: string;
            /** Specialist */
            specialist: string;
            /** Status */
            status: string;
            /** Text */
            text: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /** Elapsed S */
            elapsed_s: number;
        };
        /**
         * ExecutionView
         * @description Where an approved revision is on its way to the network.
         */
        ExecutionView: {
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            /** Attempts */
            attempts: number;
            /** Last Error */
            last_error: string;
            /** Resulting Version */
            resulting_version: number | null;
            /**
             * Approved At
             * Format: date-time
             */
            approved_at: string;
            /** Done At */
            done_at: string | null;
        };
        /**
         * Fact
         * @description One thing a tool found. `fact_id` is unique in its case; `tool` is the tool that said so.
         */
        Fact: {
            /** Fact Id */
            fact_id: string;
            /** Text */
            text: string;
            /** Value */
            value?: number | string | null;
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Tool */
            tool: string;
            /**
             * Assumed
             * @default false
             */
            assumed: boolean;
        };
        /**
         * FareClass
         * @description A booking class of a flight that is on sale: its fare for one passenger, and how many are still expected to ask for it.
         *
         *     `mean` and `sd` of the people until departure, counted from the flight's `forecast_at`.
         */
        FareClass: {
            /** Name */
            name: string;
            /**
             * Cabin
             * @enum {string}
             */
            cabin: "economy" | "business" | "first";
            /** Fare Cents */
            fare_cents: number;
            /** Mean */
            mean: number;
            /** Sd */
            sd: number;
        };
        /**
         * FeedView
         * @description One way in or out of the system. `simulated`: nothing real is reached; `off`: not configured.
         */
        FeedView: {
            /** Name */
            name: string;
            /**
             * State
             * @enum {string}
             */
            state: "on" | "simulated" | "off" | "trouble";
            /** Says */
            says: string;
        };
        /**
         * Figure
         * @description One figure of the price list as it is written there, for showing with its source.
         */
        Figure: {
            /** Name */
            name: string;
            /** Value */
            value: unknown;
            /** Unit */
            unit: string;
            /** Source */
            source: string;
            /** Assumed */
            assumed: boolean;
        };
        /**
         * Finding
         * @description A specialist's answer: facts for people, constraints for the solver, warnings for both.
         */
        Finding: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "finding";
            /** Specialist */
            specialist: string;
            /**
             * Facts
             * @default []
             */
            facts: components["schemas"]["Fact"][];
            /**
             * Constraints
             * @default []
             */
            constraints: (components["schemas"]["TailUnavailable"] | components["schemas"]["TailMustBeAt"] | components["schemas"]["StationClosed"] | components["schemas"]["StationCapacity"] | components["schemas"]["SlotWindow"] | components["schemas"]["CrewTimesOut"] | components["schemas"]["CrewConnection"] | components["schemas"]["CannotOperate"] | components["schemas"]["MustNotCancel"] | components["schemas"]["FlownBy"] | components["schemas"]["NotFlownBy"] | components["schemas"]["EarliestDeparture"] | components["schemas"]["LatestArrival"] | components["schemas"]["SeatPrice"] | components["schemas"]["ProtectedConnection"] | components["schemas"]["GateLimit"])[];
            /**
             * Warnings
             * @default []
             */
            warnings: string[];
            /**
             * Summary
             * @default
             */
            summary: string;
            /**
             * Runtime S
             * @default 0
             */
            runtime_s: number;
        };
        /** FlightArrived */
        FlightArrived: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightArrived";
            /** Flight Id */
            flight_id: string;
            /**
             * Simulated
             * @default false
             */
            simulated: boolean;
        };
        /** FlightCancelled */
        FlightCancelled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightCancelled";
            /** Flight Id */
            flight_id: string;
            /** Delay Code */
            delay_code: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * FlightCancelledReport
         * @description A flight will not operate.
         */
        FlightCancelledReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "flight_cancelled";
            /** Flight Id */
            flight_id: string;
            /**
             * Reason Code
             * @description IATA delay code, two digits
             */
            reason_code: string;
        };
        /** FlightDelayed */
        FlightDelayed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightDelayed";
            /** Flight Id */
            flight_id: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Delay Code */
            delay_code: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * FlightDelayedReport
         * @description A flight will leave `delay_min` minutes after its schedule at the earliest.
         */
        FlightDelayedReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "flight_delayed";
            /** Flight Id */
            flight_id: string;
            /** Delay Min */
            delay_min: number;
            /**
             * Reason Code
             * @description IATA delay code, two digits
             */
            reason_code: string;
        };
        /** FlightDeparted */
        FlightDeparted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightDeparted";
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail?: string | null;
            /**
             * Simulated
             * @default false
             */
            simulated: boolean;
        };
        /**
         * FlightDetail
         * @description A flight with its aircraft, its neighbours in the rotation, its crew and its outlook.
         */
        FlightDetail: {
            flight: components["schemas"]["FlightView"];
            aircraft: components["schemas"]["AircraftView"] | null;
            /** Previous Flight Id */
            previous_flight_id: string | null;
            /** Next Flight Id */
            next_flight_id: string | null;
            /** Crew Ids */
            crew_ids: string[];
            /** Crew Continues On */
            crew_continues_on: string[];
            outlook: components["schemas"]["OutlookView"] | null;
        };
        /** FlightDiverted */
        FlightDiverted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightDiverted";
            /** Flight Id */
            flight_id: string;
            /** Airport */
            airport: string;
        };
        /**
         * FlightDivertedReport
         * @description A flight in the air lands at another airport.
         */
        FlightDivertedReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "flight_diverted";
            /** Flight Id */
            flight_id: string;
            /** Airport */
            airport: string;
        };
        /**
         * FlightImpact
         * @description What one flight did to its passengers. `passengers`: booked on it now; `connections_missed`: passengers who miss it.
         */
        FlightImpact: {
            /** Flight Id */
            flight_id: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /** Passengers */
            passengers: number;
            /** Affected */
            affected: number;
            /** Disrupted */
            disrupted: number;
            /** By Tier */
            by_tier: {
                [key: string]: number;
            };
            /** By State */
            by_state: {
                [key: string]: number;
            };
            /**
             * Why
             * @enum {string}
             */
            why: "cancelled" | "misconnection" | "diverted" | "disrupted";
            /** Expected */
            expected: boolean;
            /** Connections Missed */
            connections_missed: number;
            /** Special Needs */
            special_needs: number;
        };
        /**
         * FlightRestriction
         * @description What an aircraft may not do meanwhile. `limit`: km for `range`, persons for `passengers`, otherwise 0.
         */
        FlightRestriction: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "etops" | "icing" | "range" | "passengers" | "night";
            /**
             * Limit
             * @default 0
             */
            limit: number;
        };
        /** FlightScheduled */
        FlightScheduled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlightScheduled";
            /** Flight Id */
            flight_id: string;
            /** Carrier */
            carrier: string;
            /** Number */
            number: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Sta
             * Format: date-time
             */
            sta: string;
            /**
             * Service
             * @default passenger
             * @enum {string}
             */
            service: "passenger" | "ferry" | "ground";
            /**
             * Further
             * @default false
             */
            further: boolean;
            /** Seats Offered */
            seats_offered?: number | null;
            /**
             * Marketed As
             * @default []
             */
            marketed_as: string[];
            /**
             * By
             * @default
             */
            by: string;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * FlightStatus
         * @description Where a flight is in its life. `diverted`: on the ground, but not at its destination.
         * @enum {string}
         */
        FlightStatus: "scheduled" | "departed" | "arrived" | "diverted" | "cancelled";
        /**
         * FlightView
         * @description One flight now. `assumed` names the fields that are assumptions of the scenario, not data.
         */
        FlightView: {
            /** Flight Id */
            flight_id: string;
            /** Carrier */
            carrier: string;
            /** Number */
            number: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Sta
             * Format: date-time
             */
            sta: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Atd */
            atd: string | null;
            /** Ata */
            ata: string | null;
            /** Departure Delay Min */
            departure_delay_min: number;
            /** Arrival Delay Min */
            arrival_delay_min: number;
            /** Status */
            status: string;
            /** Tail */
            tail: string | null;
            /** Service */
            service: string;
            /** Own */
            own: boolean;
            /** Marketed As */
            marketed_as: string[];
            /** Delay Code */
            delay_code: string;
            /** Gate */
            gate: string;
            /** Arrival Gate */
            arrival_gate: string;
            /** Ctot */
            ctot: string | null;
            /** Suspended */
            suspended: boolean;
            /** Diverted To */
            diverted_to: string | null;
            /** Changed By */
            changed_by: string;
            /** Faster Min */
            faster_min: number;
            /** Extra Fuel Kg */
            extra_fuel_kg: number;
            /** Closed Classes */
            closed_classes: string[];
            /** Closed Until */
            closed_until: string | null;
            /** Passengers */
            passengers: number | null;
            /** Assumed */
            assumed: string[];
        };
        /**
         * FlowSlotCancelled
         * @description No flow regulation holds the flight any more.
         */
        FlowSlotCancelled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlowSlotCancelled";
            /** Flight Id */
            flight_id: string;
        };
        /**
         * FlowSlotIssued
         * @description A calculated take-off time, a new one in place of the last, or (without one) a suspension.
         */
        FlowSlotIssued: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlowSlotIssued";
            /** Flight Id */
            flight_id: string;
            /** Ctot */
            ctot: string | null;
            /**
             * Regulations
             * @default []
             */
            regulations: string[];
            /**
             * Cause
             * @default
             */
            cause: string;
            /**
             * Suspended
             * @default false
             */
            suspended: boolean;
            /**
             * Swapped
             * @default false
             */
            swapped: boolean;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * FlownBy
         * @description If the flight operates, this aircraft flies it.
         */
        FlownBy: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "FlownBy";
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail: string;
        };
        /**
         * FlyFaster
         * @description A flight takes `faster_min` minutes less in the air than its schedule, burning so much more fuel; 0: as scheduled.
         */
        FlyFaster: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FlyFaster";
            /** Flight Id */
            flight_id: string;
            /** Faster Min */
            faster_min: number;
            /**
             * Extra Fuel Kg
             * @default 0
             */
            extra_fuel_kg: number;
        };
        /**
         * Focus
         * @description What the person is looking at, and what the last turns were about: it fills in "it", "that flight", "option 2".
         */
        Focus: {
            /**
             * Case Id
             * @default
             */
            case_id: string;
            /**
             * Plan Id
             * @default
             */
            plan_id: string;
            /**
             * Flight Id
             * @default
             */
            flight_id: string;
            /**
             * Airport
             * @default
             */
            airport: string;
            /**
             * Crew Id
             * @default
             */
            crew_id: string;
            /**
             * Tail
             * @default
             */
            tail: string;
        };
        /**
         * ForeseenView
         * @description A disruption that the scenario's own recording shows; nobody has reported it yet.
         */
        ForeseenView: {
            /** Title */
            title: string;
            /** Disruption */
            disruption: components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"] | components["schemas"]["CompoundReport"];
        };
        /**
         * FreeText
         * @description A disruption in words. It opens a case only when nothing is missing; otherwise the answer asks for what is.
         */
        FreeText: {
            /** Text */
            text: string;
        };
        /**
         * FreezeInventory
         * @description These booking classes of a departure are not sold until `until`: seats stay for disrupted passengers and high fares.
         */
        FreezeInventory: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "FreezeInventory";
            /** Flight Id */
            flight_id: string;
            /** Closed Classes */
            closed_classes: string[];
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Reason */
            reason: string;
        };
        /** GateAssigned */
        GateAssigned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "GateAssigned";
            /** Flight Id */
            flight_id: string;
            /** Gate */
            gate: string;
            /**
             * Movement
             * @default departure
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /**
             * By
             * @default
             */
            by: string;
        };
        /** GateClosed */
        GateClosed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "GateClosed";
            /** Airport */
            airport: string;
            /** Gate */
            gate: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * GateClosedReport
         * @description A gate cannot be used.
         */
        GateClosedReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "gate_closed";
            /** Airport */
            airport: string;
            /** Gate */
            gate: string;
        };
        /**
         * GateLimit
         * @description At most `aircraft` of ours on the ground at `airport` in [start, end).
         */
        GateLimit: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "GateLimit";
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Aircraft */
            aircraft: number;
        };
        /**
         * GroundTime
         * @description An aircraft is on the ground at `airport`: for maintenance that was planned, or out of service.
         */
        GroundTime: {
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "maintenance" | "outage";
            /** Reason */
            reason: string;
            /** Deferrable */
            deferrable: boolean;
        };
        /**
         * GroundUnitsDeclared
         * @description Teams or vehicles of a kind that a handler has at an airport from now on.
         */
        GroundUnitsDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "GroundUnitsDeclared";
            /** Airport */
            airport: string;
            /** Handler */
            handler: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "tug" | "passenger_stairs" | "boarding_team" | "cleaning_team" | "catering_truck" | "fuel_truck" | "water_truck" | "lavatory_truck" | "loading_team" | "deicing_truck";
            /** Count */
            count: number;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * Grounded
         * @description Text with every reference filled in; `references` are the facts behind it, `source` who wrote the words around them.
         */
        Grounded: {
            /** Text */
            text: string;
            /** Source */
            source: string;
            /**
             * References
             * @default []
             */
            references: components["schemas"]["Shown"][];
            /**
             * Segments
             * @default []
             */
            segments: components["schemas"]["Segment"][];
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * HandOverRequest
         * @description Who is to look after it, by the name of a key, and what that person must know.
         */
        HandOverRequest: {
            /** To */
            to: string;
            /** Note */
            note: string;
        };
        /**
         * HoldAdvice
         * @description Every length of holding asked for, shortest first. `cheapest_min`: of those that no rule forbids; 0 is not to hold.
         */
        HoldAdvice: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Version */
            version: number;
            /** Currency */
            currency: string;
            /** Flight Id */
            flight_id: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /** To Save */
            to_save: components["schemas"]["ConnectionToSave"][];
            /** Options */
            options: components["schemas"]["HoldOption"][];
            /** Cheapest Min */
            cheapest_min: number;
            /** Note */
            note: string;
        };
        /**
         * HoldOption
         * @description One length of holding, against leaving as expected. Changes: positive is more; `cost_change_cents` of the whole network.
         *
         *     `operations`: the hold, and the later flights that it makes late as well, which have to be retimed with it.
         *     `saved`: passengers who make this flight after all; `lost_elsewhere`: connections missed because of the hold, net.
         */
        HoldOption: {
            /** Hold Min */
            hold_min: number;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /** Operations */
            operations: components["schemas"]["DelayFlight"][];
            /** Cost Change Cents */
            cost_change_cents: number;
            /** Components */
            components: {
                [key: string]: number;
            };
            /** Saved */
            saved: number;
            /** Still Missed */
            still_missed: number;
            /** Lost Elsewhere */
            lost_elsewhere: number;
            /** Disrupted Change */
            disrupted_change: number;
            /** Delay Min Change */
            delay_min_change: number;
            /** Later Flights */
            later_flights: number;
            /** Failed */
            failed: components["schemas"]["Check"][];
            /** Not Checked */
            not_checked: number;
        };
        /**
         * HoldRequest
         * @description A departure, and how many minutes it might be held; without any, as long as each late inbound flight needs.
         */
        HoldRequest: {
            /** Flight Id */
            flight_id: string;
            /**
             * Minutes
             * @default []
             */
            minutes: number[];
        };
        /**
         * HotelContracted
         * @description Rooms held for our passengers; see `Hotel` for the units.
         */
        HotelContracted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "HotelContracted";
            /** Hotel Id */
            hotel_id: string;
            /** Airport */
            airport: string;
            /** Name */
            name: string;
            /** Rooms */
            rooms: number;
            /** Rate Cents */
            rate_cents: number;
            /** Transfer Cents */
            transfer_cents: number;
            /** Distance Km */
            distance_km: number;
            /** Stars */
            stars: number;
            /**
             * Step Free Rooms
             * @default 0
             */
            step_free_rooms: number;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * HourView
         * @description One UTC clock hour, in local time too.
         */
        HourView: {
            /**
             * Hour
             * Format: date-time
             */
            hour: string;
            /** Local Hour */
            local_hour: string;
            arrivals: components["schemas"]["LoadView"];
            departures: components["schemas"]["LoadView"];
            /** Expected Arrivals */
            expected_arrivals: number;
            /** Expected Departures */
            expected_departures: number;
            /** By Carrier */
            by_carrier: components["schemas"]["CarrierCount"][];
            /** Closed */
            closed: boolean;
        };
        /**
         * HubList
         * @description Stations where passengers change, the busiest first. `unknown`: why there can be no counts; empty when there are.
         */
        HubList: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Version */
            version: number;
            /** Unknown */
            unknown: string;
            /** Items */
            items: components["schemas"]["HubRow"][];
        };
        /**
         * HubRow
         * @description A station and the passengers who change there from one of our flights to another; `missed` of them do not.
         */
        HubRow: {
            /** Airport */
            airport: string;
            /** Passengers */
            passengers: number;
            /** Connections */
            connections: number;
            /** Missed */
            missed: number;
        };
        /**
         * ImpactTotals
         * @description Passengers. `disrupted` have no way on yet (`waiting`, or `cared` for meanwhile); `misconnected` and `stranded` of them.
         *
         *     `stranded`: no way from where they are on a flight of the day. `affected`: disrupted, rebooked and refunded together.
         */
        ImpactTotals: {
            /** Affected */
            affected: number;
            /** Disrupted */
            disrupted: number;
            /** Misconnected */
            misconnected: number;
            /** Stranded */
            stranded: number;
            /** Waiting */
            waiting: number;
            /** Cared */
            cared: number;
            /** Rebooked */
            rebooked: number;
            /** Refunded */
            refunded: number;
            reduced_mobility: components["schemas"]["SpecialNeeds"];
            unaccompanied_minors: components["schemas"]["SpecialNeeds"];
        };
        /**
         * InventoryFrozen
         * @description These booking classes of a departure are not sold until `until`.
         */
        InventoryFrozen: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "InventoryFrozen";
            /** Flight Id */
            flight_id: string;
            /** Closed Classes */
            closed_classes: string[];
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Reason */
            reason: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * InventoryReleased
         * @description The freeze of a departure is over.
         */
        InventoryReleased: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "InventoryReleased";
            /** Flight Id */
            flight_id: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /** ItineraryDisrupted */
        ItineraryDisrupted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ItineraryDisrupted";
            /** Booking Id */
            booking_id: string;
            /** Flight Id */
            flight_id: string;
        };
        /**
         * KeptOffer
         * @description An offer that was made: which sources answered, and the offer again in NDC-shaped JSON.
         */
        KeptOffer: {
            offer: components["schemas"]["Offer"];
            /** Sources */
            sources: components["schemas"]["SourceAnswer"][];
            /** Ndc */
            ndc: {
                [key: string]: unknown;
            };
            /** Network Version */
            network_version: number;
            /** Made By */
            made_by: string;
        };
        /**
         * KindCost
         * @description All cases of one kind. `mean_cents` per case rounded to the cent.
         */
        KindCost: {
            /** Kind */
            kind: string;
            /** Cases */
            cases: number;
            /** Plan Cents */
            plan_cents: number;
            /** Do Nothing Cents */
            do_nothing_cents: number;
            /** Avoided Cents */
            avoided_cents: number;
            /** Mean Cents */
            mean_cents: number;
        };
        /**
         * KnockOn
         * @description Why a flight is later than its schedule or cannot fly: one link of the chain.
         */
        KnockOn: {
            /**
             * Cause
             * @enum {string}
             */
            cause: "reported" | "tail" | "crew" | "connection" | "turnaround" | "closure" | "curfew" | "capacity" | "unserviceable" | "position";
            /** Delay Min */
            delay_min: number;
            /** Because Of */
            because_of: string;
            /** Text */
            text: string;
        };
        /**
         * Kpis
         * @description Counts over our flights that had not arrived at the plan's base version; delays in minutes at arrival.
         */
        Kpis: {
            /**
             * Flights
             * @default 0
             */
            flights: number;
            /**
             * Cancelled Flights
             * @default 0
             */
            cancelled_flights: number;
            /**
             * Delayed Flights 15
             * @default 0
             */
            delayed_flights_15: number;
            /**
             * Delay Min Total
             * @default 0
             */
            delay_min_total: number;
            /**
             * Aircraft Swaps
             * @default 0
             */
            aircraft_swaps: number;
            /**
             * Crew Changes
             * @default 0
             */
            crew_changes: number;
            /**
             * Ferry Flights
             * @default 0
             */
            ferry_flights: number;
            /**
             * Disrupted Passengers
             * @default 0
             */
            disrupted_passengers: number;
            /**
             * Misconnected Passengers
             * @default 0
             */
            misconnected_passengers: number;
            /**
             * Stranded Passengers
             * @default 0
             */
            stranded_passengers: number;
            /**
             * Rebooked Passengers
             * @default 0
             */
            rebooked_passengers: number;
            /**
             * Refunded Passengers
             * @default 0
             */
            refunded_passengers: number;
            /**
             * Passenger Delay Min Total
             * @default 0
             */
            passenger_delay_min_total: number;
            /**
             * Tails Out Of Position
             * @default 0
             */
            tails_out_of_position: number;
            /**
             * Fuel Kg
             * @default 0
             */
            fuel_kg: number;
            /**
             * Co2 Kg
             * @default 0
             */
            co2_kg: number;
        };
        /** LatestArrival */
        LatestArrival: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "LatestArrival";
            /** Flight Id */
            flight_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * LegView
         * @description One leg of a duty as it stands, and how it goes if nobody intervenes.
         */
        LegView: {
            /** Flight Id */
            flight_id: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Status */
            status: string;
            /** Deadhead */
            deadhead: boolean;
            /** Projected Etd */
            projected_etd: string | null;
            /** Projected Cancelled */
            projected_cancelled: boolean | null;
        };
        /**
         * LibraryView
         * @description Passages in all, those that are found by meaning as well, and what a search can be bound to.
         */
        LibraryView: {
            /** Passages */
            passages: number;
            /** Embedded */
            embedded: number;
            /** Kinds */
            kinds: ("law" | "playbook" | "station_note" | "policy" | "tool" | "decision" | "glossary")[];
            /** Regimes */
            regimes: string[];
        };
        /**
         * LimitView
         * @description One ruling of flight-time law on the current or next duty; minutes unless `unit` says otherwise.
         */
        LimitView: {
            /** Rule */
            rule: string;
            /** Verdict */
            verdict: string;
            /** Citation */
            citation: string;
            /** Detail */
            detail: string;
            /** Limit */
            limit: number | null;
            /** Actual */
            actual: number | null;
            /** Margin */
            margin: number | null;
            /** Unit */
            unit: string;
            /** Needs */
            needs: string[];
        };
        /**
         * LinkMade
         * @description A new link and its code, which is shown this once: the user sends `/downline link CODE`.
         */
        LinkMade: {
            link: components["schemas"]["SlackLink"];
            /** Code */
            code: string;
            /**
             * Code Until
             * Format: date-time
             */
            code_until: string;
        };
        /**
         * LinkRequest
         * @description Who a Slack user is to be: the name of one of our keys, which becomes the actor of record, and a role.
         */
        LinkRequest: {
            /** Team */
            team: string;
            /** Slack User */
            slack_user: string;
            /** Principal */
            principal: string;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "controller" | "duty_manager" | "admin";
        };
        /**
         * LoadReported
         * @description What is on board; see `LoadReport` for the units.
         */
        LoadReported: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LoadReported";
            /** Flight Id */
            flight_id: string;
            /** Passengers */
            passengers: number;
            /**
             * Infants
             * @default 0
             */
            infants: number;
            /** Bags */
            bags?: number | null;
            /** Baggage Kg */
            baggage_kg?: number | null;
            /** Cargo Kg */
            cargo_kg?: number | null;
            /** Mail Kg */
            mail_kg?: number | null;
        };
        /**
         * LoadView
         * @description One kind of movement in one clock hour: counts by scheduled hour, the rate in force, and our part of it.
         */
        LoadView: {
            /** Scheduled Own */
            scheduled_own: number;
            /** Scheduled Others */
            scheduled_others: number;
            /** Declared Per Hour */
            declared_per_hour: number;
            /** Rate Per Hour */
            rate_per_hour: number;
            /** Ours Per Hour */
            ours_per_hour: number;
            /** Reduced */
            reduced: boolean;
        };
        /**
         * LoadedView
         * @description The network as it stands after loading, clock stopped.
         */
        LoadedView: {
            /** Scenario Id */
            scenario_id: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Flights */
            flights: number;
            /** Own Flights */
            own_flights: number;
            /** Aircraft */
            aircraft: number;
            /** Crew */
            crew: number;
            /** Bookings */
            bookings: number;
            /** Passengers */
            passengers: number;
            /** Assumptions */
            assumptions: string[];
        };
        /**
         * Loyalty
         * @description Not in the price of any plan, whose soft cost already stands for lost goodwill. Everything here is assumed.
         */
        Loyalty: {
            /** By Tier */
            by_tier: components["schemas"]["TierLoyalty"][];
            /** Total Cents */
            total_cents: number;
            /** Policy Version */
            policy_version: string;
            /**
             * Assumed
             * @default true
             */
            assumed: boolean;
        };
        /** LoyaltyImpactRecorded */
        LoyaltyImpactRecorded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LoyaltyImpactRecorded";
            /** Booking Id */
            booking_id: string;
            /** Cost Cents */
            cost_cents: number;
        };
        /** MaintenancePlanned */
        MaintenancePlanned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "MaintenancePlanned";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Reason */
            reason: string;
            /**
             * Deferrable
             * @default false
             */
            deferrable: boolean;
            /**
             * Work
             * @default []
             */
            work: string[];
        };
        /**
         * MessagesOfPlan
         * @description What would be sent, and what a person must tell in another way, with the reason.
         */
        MessagesOfPlan: {
            /** Messages */
            messages: components["schemas"]["OutgoingMessage"][];
            /** By Hand */
            by_hand: string[];
        };
        /**
         * ModelCall
         * @description One attempt for the audit: which model, digest of the prompt, tokens where the endpoint says so, price, how it ended.
         *
         *     `cost_micro_usd`: millionths of a dollar at the configured prices, on estimated tokens where the endpoint counts none.
         *     `outcome`: `answered`, with what was left out of the answer, or the name of the fault.
         */
        ModelCall: {
            /** Purpose */
            purpose: string;
            /**
             * Mode
             * @enum {string}
             */
            mode: "off" | "deterministic" | "openai";
            /** Model */
            model: string;
            /** Prompt Sha256 */
            prompt_sha256: string;
            /**
             * Tokens In
             * @default 0
             */
            tokens_in: number;
            /**
             * Tokens Out
             * @default 0
             */
            tokens_out: number;
            /**
             * Cost Micro Usd
             * @default 0
             */
            cost_micro_usd: number;
            /** Latency S */
            latency_s: number;
            /** Outcome */
            outcome: string;
        };
        /**
         * Money
         * @description An amount in minor units: `{"cents": 12345, "currency": "USD"}` is 123.45 dollars.
         */
        Money: {
            /** Cents */
            cents: number;
            /**
             * Currency
             * @default USD
             */
            currency: string;
        };
        /**
         * MoveAncillaries
         * @description What a booking paid for on one flight is provided on another of its flights.
         */
        MoveAncillaries: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "MoveAncillaries";
            /** Booking Id */
            booking_id: string;
            /** Codes */
            codes: string[];
            /** Flight Id */
            flight_id: string;
            /** To Flight Id */
            to_flight_id: string;
        };
        /**
         * MovementView
         * @description One arrival or departure. `at` is the actual time, else the expected one.
         */
        MovementView: {
            /** Flight Id */
            flight_id: string;
            /** Carrier */
            carrier: string;
            /** Own */
            own: boolean;
            /** Other Airport */
            other_airport: string;
            /**
             * Scheduled
             * Format: date-time
             */
            scheduled: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Status */
            status: string;
        };
        /** MustNotCancel */
        MustNotCancel: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "MustNotCancel";
            /** Flight Id */
            flight_id: string;
        };
        /**
         * NewSecret
         * @description An endpoint with its signing secret, which is shown this once.
         */
        NewSecret: {
            endpoint: components["schemas"]["EndpointView"];
            /** Secret */
            secret: string;
        };
        /**
         * NoStand
         * @description A movement of ours without a stand here; `published`: the gate that is announced but not among the stands, or empty.
         */
        NoStand: {
            /** Flight Id */
            flight_id: string;
            /**
             * Movement
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /** Tail */
            tail: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Published */
            published: string;
        };
        /**
         * NotFlownBy
         * @description This aircraft does not fly the flight: its range, its deferred defects or its approvals forbid it.
         */
        NotFlownBy: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "NotFlownBy";
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail: string;
        };
        /**
         * NoteRequest
         * @description Something said about it; a duty manager who acts on what another owns must say something.
         */
        NoteRequest: {
            /**
             * Note
             * @default
             */
            note: string;
        };
        /** NoticeCancelled */
        NoticeCancelled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "NoticeCancelled";
            /** Notice Id */
            notice_id: string;
            /** Airport */
            airport: string;
        };
        /**
         * NoticePublished
         * @description A NOTAM about an airport of the network; `end` None: permanent.
         */
        NoticePublished: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "NoticePublished";
            /** Notice Id */
            notice_id: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /** End */
            end: string | null;
            /** Code */
            code: string;
            /** Text */
            text: string;
            /** Replaces */
            replaces?: string | null;
        };
        /**
         * Observation
         * @description Weather as last reported: metres, feet above the airport, degrees Celsius, knots. None: not in the report.
         */
        Observation: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Text */
            text: string;
            /** Visibility M */
            visibility_m?: number | null;
            /** Ceiling Ft */
            ceiling_ft?: number | null;
            /** Temperature C */
            temperature_c?: number | null;
            /** Dew Point C */
            dew_point_c?: number | null;
            /** Wind Kt */
            wind_kt?: number | null;
            /** Gust Kt */
            gust_kt?: number | null;
            /**
             * Icing
             * @default false
             */
            icing: boolean;
        };
        /**
         * ObservationView
         * @description The weather last observed; null where the report does not say.
         */
        ObservationView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Text */
            text: string;
            /** Visibility M */
            visibility_m: number | null;
            /** Ceiling Ft */
            ceiling_ft: number | null;
            /** Temperature C */
            temperature_c: number | null;
            /** Wind Kt */
            wind_kt: number | null;
            /** Gust Kt */
            gust_kt: number | null;
            /** Icing */
            icing: boolean;
        };
        /**
         * Occupation
         * @description One of our aircraft on the stand. `parked`: between unloading and loading, when it may be towed away.
         *
         *     A flight is null where the aircraft stood there before, stays on, or uses another stand for it.
         */
        Occupation: {
            /** Tail */
            tail: string;
            /**
             * Size
             * @enum {string}
             */
            size: "A" | "B" | "C" | "D" | "E" | "F";
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrival Flight Id */
            arrival_flight_id: string | null;
            /** Departure Flight Id */
            departure_flight_id: string | null;
            /** Parked */
            parked: boolean;
            /** Conflicts */
            conflicts: components["schemas"]["StandConflict"][];
        };
        /**
         * Offer
         * @description A price that holds until `expires_at`, item by item, in cents of `currency`, with the reasons for it.
         *
         *     `passengers` have a seat of their own, `children` among them; `infants` have none.
         */
        Offer: {
            /** Offer Id */
            offer_id: string;
            /** Owner */
            owner: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Currency */
            currency: string;
            /** Flight Ids */
            flight_ids: string[];
            /** Passengers */
            passengers: number;
            /** Children */
            children: number;
            /** Infants */
            infants: number;
            /** Cabin */
            cabin: string;
            /** Class Sold */
            class_sold: string;
            /** Family */
            family: string;
            /**
             * Segment
             * @enum {string}
             */
            segment: "disrupted" | "unaccompanied" | "group" | "family" | "special" | "business" | "weekend" | "long_stay" | "premium" | "leisure";
            /** Items */
            items: components["schemas"]["OfferItem"][];
            /** Total Cents */
            total_cents: number;
            /** Reasons */
            reasons: string[];
            /** Guards */
            guards: string[];
            /** Price Id */
            price_id: string;
            /**
             * Assumed
             * @default [
             *       "fares, demand, and prices and costs of ancillaries"
             *     ]
             */
            assumed: string[];
        };
        /**
         * OfferItem
         * @description One line: `quantity` of something at `unit_cents`, on these flights.
         */
        OfferItem: {
            /** Item Id */
            item_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fare" | "ancillary";
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Quantity */
            quantity: number;
            /** Unit Cents */
            unit_cents: number;
            /** Total Cents */
            total_cents: number;
            /** Flight Ids */
            flight_ids: string[];
        };
        /**
         * OfferRequest
         * @description A journey and its party. Nothing here says who somebody is; a field that is not here is refused by name.
         *
         *     `codes`: the ancillaries wanted, none for the fare alone; left out, the bundle that suits the trip best. `family`: the fare
         *     family. `disrupted_booking`: the booking of ours whose passengers are to be carried; they never pay more than they have paid.
         *     `facts_as_of`: when the facts were told; now when left out.
         */
        OfferRequest: {
            /** Flight Ids */
            flight_ids: string[];
            /**
             * @default {
             *       "cabin": "economy",
             *       "adults": 1,
             *       "children": 0,
             *       "infants": 0,
             *       "youngest_age": 30,
             *       "unaccompanied_minor": false,
             *       "reduced_mobility": false,
             *       "pet": false,
             *       "sport": false,
             *       "nights": 0,
             *       "saturday_night": false,
             *       "purpose": "",
             *       "disrupted": false,
             *       "fare_includes": [],
             *       "lead_min": 20160
             *     }
             */
            facts: components["schemas"]["TripFacts"];
            /** Facts As Of */
            facts_as_of?: string | null;
            /** Codes */
            codes?: string[] | null;
            /**
             * Family
             * @default light
             */
            family: string;
            /** Contract */
            contract?: string | null;
            /**
             * Channel
             * @default web
             * @enum {string}
             */
            channel: "web" | "app" | "desk" | "agency" | "ndc";
            /**
             * Point Of Sale
             * @default US
             */
            point_of_sale: string;
            /** Disrupted Booking */
            disrupted_booking?: string | null;
        };
        /** OffloadCargo */
        OffloadCargo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "OffloadCargo";
            /** Shipment Id */
            shipment_id: string;
        };
        /**
         * OpenView
         * @description A view of the console to open, e.g. `gantt` with flights selected. `path` is relative to the console's root.
         */
        OpenView: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            card: "open_view";
            /** View */
            view: string;
            /** Path */
            path: string;
            /** Title */
            title: string;
        };
        /**
         * OperationalMessage
         * @description A message that came in. `line`, `column` (from 1) and `found` say where a text that was not understood stops making sense;
         *     `read_as` is what was read, `said` what it says about the network, `version` the network's version once that was recorded;
         *     `corrected_by` is the message that was sent in its place.
         */
        OperationalMessage: {
            /** Message Id */
            message_id: string;
            /** Source */
            source: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Text */
            text: string;
            /** Kind */
            kind: string;
            /**
             * Status
             * @enum {string}
             */
            status: "applied" | "noted" | "refused" | "not_understood" | "corrected";
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Line */
            line?: number | null;
            /** Column */
            column?: number | null;
            /**
             * Found
             * @default
             */
            found: string;
            /** Read As */
            read_as?: {
                [key: string]: unknown;
            };
            /**
             * Said
             * @default []
             */
            said: string[];
            /** Version */
            version?: number | null;
            /**
             * Corrected By
             * @default
             */
            corrected_by: string;
        };
        /**
         * OutgoingMessage
         * @description A message as it would be sent, word for word. `to`: for whom it is; `because`: the operation that needs it.
         */
        OutgoingMessage: {
            /** Kind */
            kind: string;
            /** To */
            to: string;
            /** Flight Id */
            flight_id: string;
            /** Because */
            because: string;
            /** Text */
            text: string;
        };
        /**
         * OutlookFlight
         * @description How one flight goes if nobody intervenes. `crew_at_risk`: those it loses by law, or who will not be there.
         */
        OutlookFlight: {
            /** Flight Id */
            flight_id: string;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Cancelled */
            cancelled: boolean;
            /** Causes */
            causes: components["schemas"]["KnockOn"][];
            /** Misconnecting Passengers */
            misconnecting_passengers: number;
            /** Crew At Risk */
            crew_at_risk: string[];
        };
        /**
         * OutlookView
         * @description How the flight goes if nobody intervenes, and why.
         */
        OutlookView: {
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Cancelled */
            cancelled: boolean;
            /** Causes */
            causes: components["schemas"]["KnockOn"][];
        };
        /** Page[CrewLine] */
        Page_CrewLine_: {
            /** Items */
            items: components["schemas"]["CrewLine"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /** Page[FlightView] */
        Page_FlightView_: {
            /** Items */
            items: components["schemas"]["FlightView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * PaidAncillary
         * @description Something paid for beside the fare, for one booking on one of its flights: all its passengers' together.
         */
        PaidAncillary: {
            /** Code */
            code: string;
            /** Flight Id */
            flight_id: string;
            /** Paid Cents */
            paid_cents: number;
        };
        /**
         * PassengerCareGiven
         * @description Care for everybody of a booking; see `CareGiven`.
         */
        PassengerCareGiven: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PassengerCareGiven";
            /** Booking Id */
            booking_id: string;
            /** Airport */
            airport: string;
            /**
             * Meals
             * @default 0
             */
            meals: number;
            /** Hotel */
            hotel?: string | null;
            /**
             * Rooms
             * @default 0
             */
            rooms: number;
            /**
             * Nights
             * @default 0
             */
            nights: number;
            /**
             * Allowance Cents
             * @default 0
             */
            allowance_cents: number;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * PassengerImpact
         * @description Passengers whose journey breaks. Every split adds up to `totals.affected`; null counts: `unknown` says why.
         */
        PassengerImpact: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Version */
            version: number;
            /** Currency */
            currency: string;
            /** Unknown */
            unknown: string;
            totals: components["schemas"]["ImpactTotals"] | null;
            /** By Flight */
            by_flight: components["schemas"]["FlightImpact"][];
            /** By Tier */
            by_tier: components["schemas"]["TierImpact"][];
            /** By State */
            by_state: {
                [key: string]: number;
            };
            /** By Airport */
            by_airport: components["schemas"]["AirportImpact"][];
            /** Policy Version */
            policy_version: string;
            /** Assumed */
            assumed: string[];
        };
        /** PassengerRebooked */
        PassengerRebooked: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PassengerRebooked";
            /** Booking Id */
            booking_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /** Cabin */
            cabin?: ("economy" | "business" | "first") | null;
            /**
             * By
             * @default
             */
            by: string;
        };
        /** PassengerRefunded */
        PassengerRefunded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PassengerRefunded";
            /** Booking Id */
            booking_id: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * PassengerService
         * @description How far an executed plan has come with its passengers. `messages`: counts by `template/channel/state`.
         *
         *     `not_told`: bookings whose passengers are not written to about their new journey, the reservation system not having it.
         */
        PassengerService: {
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            care: components["schemas"]["CareTally"];
            reservations: components["schemas"]["ReservationTally"];
            /** Messages */
            messages: {
                [key: string]: number;
            };
            /** Not Reached */
            not_reached: number;
            /** Not Told */
            not_told: number;
            /** Last Error */
            last_error: string;
        };
        /**
         * PastDutyRecord
         * @description One duty before the log begins, as domain.network.PastDuty.
         */
        PastDutyRecord: {
            /**
             * Report At
             * Format: date-time
             */
            report_at: string;
            /**
             * Release At
             * Format: date-time
             */
            release_at: string;
            /**
             * Fdp End At
             * Format: date-time
             */
            fdp_end_at: string;
            /** Block Min */
            block_min: number;
            /** Sectors */
            sectors: number;
        };
        /**
         * Plan
         * @description Operations to change the network at `base_version`, with the reasons. Not yet priced.
         */
        Plan: {
            /** Label */
            label: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "do_nothing" | "recommended" | "alternative" | "hand_made";
            /** Base Version */
            base_version: number;
            /**
             * Operations
             * @default []
             */
            operations: (components["schemas"]["ScheduleFlight"] | components["schemas"]["DelayFlight"] | components["schemas"]["CancelFlight"] | components["schemas"]["SwapAircraft"] | components["schemas"]["FlyFaster"] | components["schemas"]["FreezeInventory"] | components["schemas"]["ReleaseInventory"] | components["schemas"]["AssignGate"] | components["schemas"]["AssignSlot"] | components["schemas"]["SwapFlowSlots"] | components["schemas"]["PlanMaintenance"] | components["schemas"]["AssignCrew"] | components["schemas"]["ReassignCrew"] | components["schemas"]["PositionCrew"] | components["schemas"]["BookCrewHotel"] | components["schemas"]["RebookPassenger"] | components["schemas"]["SplitBooking"] | components["schemas"]["CareForPassengers"] | components["schemas"]["RefundPassenger"] | components["schemas"]["MoveAncillaries"] | components["schemas"]["RefundAncillaries"] | components["schemas"]["ProtectConnection"] | components["schemas"]["RerouteCargo"] | components["schemas"]["OffloadCargo"] | components["schemas"]["PrioritizeCargo"])[];
            /**
             * Reasons
             * @default []
             */
            reasons: string[];
            /**
             * Assumptions
             * @default []
             */
            assumptions: string[];
            /**
             * @default {
             *       "name": "none",
             *       "status": "not_run",
             *       "runtime_s": 0,
             *       "seed": 0,
             *       "note": ""
             *     }
             */
            solver: components["schemas"]["SolverReport"];
        };
        /**
         * PlanBoard
         * @description Rows that a plan or its knock-on changes, as they would then stand, times projected; added flights among them.
         *
         *     A row whose `changed_by` is the plan's id is one that the plan itself moves, cancels, re-assigns or adds.
         */
        PlanBoard: {
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Base Version */
            base_version: number;
            /** Flights */
            flights: components["schemas"]["BoardFlight"][];
            /** Gone */
            gone: string[];
        };
        /**
         * PlanList
         * @description A case's options, best first. `nothing` is doing nothing as it was priced, also when that option has been edited since.
         */
        PlanList: {
            /** Items */
            items: components["schemas"]["PlanView"][];
            nothing: components["schemas"]["PlanView"] | null;
        };
        /**
         * PlanMaintenance
         * @description A tail is at an airport for work in [start, end): checks by name, deferred defects by id.
         */
        PlanMaintenance: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PlanMaintenance";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Work */
            work: string[];
        };
        /**
         * PlanReview
         * @description What a decision rests on now. `approve_refused`, `decline_refused`: why the asker may not; empty when they may.
         *
         *     `moved`: what has changed under the plan since its base version, without pricing it again; the decision itself does that.
         */
        PlanReview: {
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            /** Base Version */
            base_version: number;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            approval: components["schemas"]["WhoApproves"];
            /** Approve Refused */
            approve_refused: string;
            /** Decline Refused */
            decline_refused: string;
            /** Moved */
            moved: string[];
            /** Decide By */
            decide_by: string | null;
        };
        /**
         * PlanView
         * @description One revision of a plan. `etag` is the digest of what it says; `If-Match` carries the revision.
         */
        PlanView: {
            /** Plan Id */
            plan_id: string;
            /** Case Id */
            case_id: string;
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            /** Label */
            label: string;
            /** Kind */
            kind: string;
            /** Rank */
            rank: number;
            /** Edited */
            edited: boolean;
            /** Legal */
            legal: boolean;
            /** Base Version */
            base_version: number;
            /** Operations */
            operations: (components["schemas"]["ScheduleFlight"] | components["schemas"]["DelayFlight"] | components["schemas"]["CancelFlight"] | components["schemas"]["SwapAircraft"] | components["schemas"]["FlyFaster"] | components["schemas"]["FreezeInventory"] | components["schemas"]["ReleaseInventory"] | components["schemas"]["AssignGate"] | components["schemas"]["AssignSlot"] | components["schemas"]["SwapFlowSlots"] | components["schemas"]["PlanMaintenance"] | components["schemas"]["AssignCrew"] | components["schemas"]["ReassignCrew"] | components["schemas"]["PositionCrew"] | components["schemas"]["BookCrewHotel"] | components["schemas"]["RebookPassenger"] | components["schemas"]["SplitBooking"] | components["schemas"]["CareForPassengers"] | components["schemas"]["RefundPassenger"] | components["schemas"]["MoveAncillaries"] | components["schemas"]["RefundAncillaries"] | components["schemas"]["ProtectConnection"] | components["schemas"]["RerouteCargo"] | components["schemas"]["OffloadCargo"] | components["schemas"]["PrioritizeCargo"])[];
            cost: components["schemas"]["CostBreakdown"];
            kpis: components["schemas"]["Kpis"];
            /** Checks */
            checks: components["schemas"]["Check"][];
            solver: components["schemas"]["SolverReport"];
            /** Reasons */
            reasons: string[];
            /** Assumptions */
            assumptions: string[];
            /** Affected */
            affected: components["schemas"]["ProjectedFlight"][];
            explanation: components["schemas"]["Grounded"] | null;
            /** Etag */
            etag: string;
            /** Made By */
            made_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Stale Because */
            stale_because: string[];
            /** Decisions */
            decisions: components["schemas"]["DecisionView"][];
        };
        /**
         * PositionCrew
         * @description A crew member travels to an airport, as a passenger of a flight where given.
         */
        PositionCrew: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PositionCrew";
            /** Crew Id */
            crew_id: string;
            /** Airport */
            airport: string;
            /** On Flight */
            on_flight?: string | null;
        };
        /**
         * Preview
         * @description What would be sent if the plan were approved. `bookings_without_person`: nobody is known to write to.
         */
        Preview: {
            /** Messages */
            messages: number;
            /** Lines */
            lines: components["schemas"]["PreviewLine"][];
            /** Without Channel */
            without_channel: number;
            /** Bookings Without Person */
            bookings_without_person: string[];
        };
        /**
         * PreviewLine
         * @description Messages of one template in one language: how many, where they go first, and one of them to read.
         */
        PreviewLine: {
            /**
             * Template
             * @enum {string}
             */
            template: "delay" | "cancellation_rebooked" | "cancellation_refund_or_reroute" | "missed_connection_rebooked" | "care_hotel" | "care_meals" | "rights_notice" | "group_split_offer" | "rebooked_confirmation";
            /** Language */
            language: string;
            /** Count */
            count: number;
            /** Channels */
            channels: {
                [key: string]: number;
            };
            /** Subject */
            subject: string;
            /** Text */
            text: string;
            /** Short */
            short: string;
            /** Sms Segments */
            sms_segments: number;
        };
        /**
         * PriceEntry
         * @description One row of the price audit, in the order in which rows were written. `offer_id` empty: nothing was offered at the price.
         */
        PriceEntry: {
            /** Seq */
            seq: number;
            /** Offer Id */
            offer_id: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Actor */
            actor: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "accept" | "reject" | "refer";
            record: components["schemas"]["PriceRecord"];
        };
        /**
         * PriceList
         * @description The price list that every plan is priced with: each figure with its unit, source and whether it is assumed.
         */
        PriceList: {
            /** Version */
            version: string;
            /**
             * Effective From
             * Format: date
             */
            effective_from: string;
            /** Currency */
            currency: string;
            /** Figures */
            figures: components["schemas"]["Figure"][];
        };
        /**
         * PricePage
         * @description One page of audit rows, oldest first.
         */
        PricePage: {
            /** Items */
            items: components["schemas"]["PriceEntry"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * PriceRecord
         * @description One decision about a price. For one person: base, adjustments and guards in order add up to the result.
         *
         *     `result_cents` None: nothing was sold. `request_digest` is of what the customer asked; `inputs_digest` of all that the
         *     decision depends on: the whole request and every figure of the policy. Digests are SHA-256 in hexadecimal digits.
         */
        PriceRecord: {
            /** Price Id */
            price_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Subject */
            subject: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "accept" | "reject" | "refer";
            /** Party */
            party: number;
            /** Class Sold */
            class_sold: string | null;
            /** Request Digest */
            request_digest: string;
            /** Base Cents */
            base_cents: number | null;
            /** Adjustments */
            adjustments: components["schemas"]["PriceStep"][];
            /** Guards */
            guards: components["schemas"]["PriceStep"][];
            /** Result Cents */
            result_cents: number | null;
            /** Currency */
            currency: string;
            /** Policy Version */
            policy_version: string;
            /** Inputs Digest */
            inputs_digest: string;
            /** Reason */
            reason: string;
        };
        /**
         * PriceStep
         * @description One thing that changed the fare of one person, or could have: `cents` added to it, negative where it became cheaper.
         */
        PriceStep: {
            /** Name */
            name: string;
            /** Cents */
            cents: number;
            /** Reason */
            reason: string;
        };
        /** PrioritizeCargo */
        PrioritizeCargo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PrioritizeCargo";
            /** Shipment Id */
            shipment_id: string;
            /**
             * Priority
             * @enum {string}
             */
            priority: "standard" | "priority" | "express";
        };
        /**
         * ProgressList
         * @description Steps of a case's progress, in order.
         */
        ProgressList: {
            /** Items */
            items: components["schemas"]["EventView"][];
        };
        /**
         * ProjectedFlight
         * @description A flight as it will go if nobody intervenes further.
         */
        ProjectedFlight: {
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail: string | null;
            /**
             * Etd
             * Format: date-time
             */
            etd: string;
            /**
             * Eta
             * Format: date-time
             */
            eta: string;
            /** Cancelled */
            cancelled: boolean;
            /**
             * Causes
             * @default []
             */
            causes: components["schemas"]["KnockOn"][];
        };
        /**
         * ProtectConnection
         * @description Ask that a booking's connection be kept; recovery then prices a miss far higher.
         */
        ProtectConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ProtectConnection";
            /** Booking Id */
            booking_id: string;
        };
        /**
         * ProtectedConnection
         * @description Missing this booking's connection costs `penalty_cents` more than usual.
         */
        ProtectedConnection: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ProtectedConnection";
            /** Booking Id */
            booking_id: string;
            /** Penalty Cents */
            penalty_cents: number;
        };
        /**
         * ReassignCrew
         * @description One flight passes from one crew member to another.
         */
        ReassignCrew: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ReassignCrew";
            /** Flight Id */
            flight_id: string;
            /** From Crew */
            from_crew: string;
            /** To Crew */
            to_crew: string;
        };
        /**
         * RebookPassenger
         * @description Move a booking to other flights, in order, from where its passengers are to where they want to go.
         *
         *     Flights may be ours, or any that offers seats: another carrier's, a later day's, a coach. `cabin` where it changes.
         */
        RebookPassenger: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RebookPassenger";
            /** Booking Id */
            booking_id: string;
            /** Flight Ids */
            flight_ids: string[];
            /** Cabin */
            cabin?: ("economy" | "business" | "first") | null;
        };
        /**
         * RecordLine
         * @description One link of the chain; `body` is the canonical JSON text that was hashed.
         */
        RecordLine: {
            /** Seq */
            seq: number;
            /** Kind */
            kind: string;
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Body */
            body: string;
            /** Previous Hash */
            previous_hash: string;
            /** Entry Hash */
            entry_hash: string;
        };
        /**
         * RecordView
         * @description A case's decision record and whether its chain holds.
         */
        RecordView: {
            /** Case Id */
            case_id: string;
            /** Intact */
            intact: boolean;
            /** Broken Seq */
            broken_seq: number | null;
            /** Reason */
            reason: string;
            /** Head */
            head: string;
            /** Entries */
            entries: components["schemas"]["RecordLine"][];
        };
        /**
         * ReductionSpan
         * @description Fewer movements an hour than declared, over all carriers.
         */
        ReductionSpan: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrivals Per Hour */
            arrivals_per_hour: number;
            /** Departures Per Hour */
            departures_per_hour: number;
            /** Reason */
            reason: string;
        };
        /**
         * RefundAncillaries
         * @description What a booking paid for on a flight is paid back in full.
         */
        RefundAncillaries: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RefundAncillaries";
            /** Booking Id */
            booking_id: string;
            /** Codes */
            codes: string[];
            /** Flight Id */
            flight_id: string;
        };
        /**
         * RefundPassenger
         * @description The fare of what is not flown is paid back, and what was paid for on those flights.
         */
        RefundPassenger: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RefundPassenger";
            /** Booking Id */
            booking_id: string;
        };
        /**
         * ReleaseInventory
         * @description The freeze of a departure ends now, before it expires.
         */
        ReleaseInventory: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ReleaseInventory";
            /** Flight Id */
            flight_id: string;
        };
        /** RerouteCargo */
        RerouteCargo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RerouteCargo";
            /** Shipment Id */
            shipment_id: string;
            /** Flight Ids */
            flight_ids: string[];
        };
        /**
         * ReservationTally
         * @description What became of a plan's operations in the reservation system: counts by outcome, and the first problems.
         */
        ReservationTally: {
            /** Outcomes */
            outcomes: {
                [key: string]: number;
            };
            /**
             * Problems
             * @default []
             */
            problems: string[];
        };
        /**
         * ReserveView
         * @description Time in which this person can be called, and minutes from the call to reporting.
         */
        ReserveView: {
            /** Kind */
            kind: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Notice Min */
            notice_min: number;
        };
        /** RestPeriodEnded */
        RestPeriodEnded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RestPeriodEnded";
            /** Crew Id */
            crew_id: string;
        };
        /** RestPeriodStarted */
        RestPeriodStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "RestPeriodStarted";
            /** Crew Id */
            crew_id: string;
        };
        /**
         * RestSpan
         * @description Rest that the law asks for after a duty; no duty may begin in it.
         */
        RestSpan: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Citation */
            citation: string;
            /** Detail */
            detail: string;
        };
        /**
         * RevisionLine
         * @description One revision of a plan in its history, without its operations.
         */
        RevisionLine: {
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "do_nothing" | "recommended" | "alternative" | "hand_made";
            /** Label */
            label: string;
            /** Edited */
            edited: boolean;
            /** Made By */
            made_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Operations */
            operations: number;
            total: components["schemas"]["Money"];
            /** Failed */
            failed: number;
            /** Not Checked */
            not_checked: number;
            /** Stale Because */
            stale_because: string[];
            /** Decisions */
            decisions: components["schemas"]["DecisionView"][];
        };
        /**
         * RevisionList
         * @description A plan's revisions, oldest first.
         */
        RevisionList: {
            /** Items */
            items: components["schemas"]["RevisionLine"][];
        };
        /**
         * RiskView
         * @description A flight that loses this person if nobody intervenes; `latest` = last legal off-block, where there is one.
         */
        RiskView: {
            /** Flight Id */
            flight_id: string;
            /**
             * Leaves
             * Format: date-time
             */
            leaves: string;
            /** Reason */
            reason: string;
            /** Citation */
            citation: string;
            /** Latest */
            latest: string | null;
            /** By Law */
            by_law: boolean;
        };
        /**
         * ScenarioList
         * @description Every scenario.
         */
        ScenarioList: {
            /** Items */
            items: components["schemas"]["ScenarioView"][];
        };
        /**
         * ScenarioOpened
         * @description First event of every log.
         */
        ScenarioOpened: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ScenarioOpened";
            /** Scenario Id */
            scenario_id: string;
            /** Own Carriers */
            own_carriers: string[];
            /** Currency */
            currency: string;
            /**
             * Horizon End
             * Format: date-time
             */
            horizon_end: string;
        };
        /**
         * ScenarioView
         * @description A scenario that can be loaded. `current`: the network now comes from it.
         */
        ScenarioView: {
            /** Scenario Id */
            scenario_id: string;
            /** Title */
            title: string;
            /** Source */
            source: string;
            /** Current */
            current: boolean;
        };
        /**
         * ScheduleChanged
         * @description The published times of a flight that has not left: what later delay is counted from.
         */
        ScheduleChanged: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ScheduleChanged";
            /** Flight Id */
            flight_id: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Sta
             * Format: date-time
             */
            sta: string;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * ScheduleFlight
         * @description Add a flight; `service="ferry"` repositions an empty aircraft. `tail` flies it when given.
         */
        ScheduleFlight: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ScheduleFlight";
            /** Carrier */
            carrier: string;
            /** Number */
            number: string;
            /** Origin */
            origin: string;
            /** Destination */
            destination: string;
            /**
             * Std
             * Format: date-time
             */
            std: string;
            /**
             * Sta
             * Format: date-time
             */
            sta: string;
            /** Tail */
            tail?: string | null;
            /**
             * Service
             * @default passenger
             * @enum {string}
             */
            service: "passenger" | "ferry";
        };
        /**
         * ScoredPlan
         * @description A plan with its price, its key figures, and every check made on it.
         */
        ScoredPlan: {
            plan: components["schemas"]["Plan"];
            cost: components["schemas"]["CostBreakdown"];
            kpis: components["schemas"]["Kpis"];
            /**
             * Checks
             * @default []
             */
            checks: components["schemas"]["Check"][];
            /**
             * Affected
             * @default []
             */
            affected: components["schemas"]["ProjectedFlight"][];
        };
        /**
         * SeatPrice
         * @description What seats of the flight are worth to sale, in cents: the price of giving them to disrupted passengers.
         *
         *     `cents_per_seat` is that of the first seat given, `rising_cents` those of the second, the third, ...; never falling, and the
         *     last holds for all beyond.
         */
        SeatPrice: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "SeatPrice";
            /** Flight Id */
            flight_id: string;
            /** Cents Per Seat */
            cents_per_seat: number;
            /**
             * Rising Cents
             * @default []
             */
            rising_cents: number[];
        };
        /**
         * SeatsOffered
         * @description How many seats reservations offer to our disrupted passengers on a flight that is not ours, in all.
         */
        SeatsOffered: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SeatsOffered";
            /** Flight Id */
            flight_id: string;
            /** Seats */
            seats: number;
        };
        /**
         * Segment
         * @description A piece of rendered text; `fact_id` is set where it is a fact, and empty where it is somebody's words.
         */
        Segment: {
            /** Text */
            text: string;
            /**
             * Fact Id
             * @default
             */
            fact_id: string;
        };
        /**
         * SessionView
         * @description The caller's name in every record, and what the role allows.
         */
        SessionView: {
            /** Name */
            name: string;
            /** Role */
            role: string;
            /** Demo */
            demo: boolean;
        };
        /**
         * Shown
         * @description A fact as a reader sees it: value, unit and what it measures; the tool that said so; what it is about.
         *
         *     `tool` is a name of `tools/`, or `network` for what the network itself holds. `subject`: the option, flight or crew
         *     member the figure belongs to, empty where it is the day's. `assumed`: it rests on generated data. Texts from outside are
         *     facts too (a notice, a note, a reason): none of them becomes a link, an image or markup.
         */
        Shown: {
            /** Fact Id */
            fact_id: string;
            /** Text */
            text: string;
            /** Tool */
            tool: string;
            /**
             * Subject
             * @default
             */
            subject: string;
            /**
             * Assumed
             * @default false
             */
            assumed: boolean;
        };
        /**
         * SimulationView
         * @description The clock: scenario time, how many times real time it runs (0: stopped), and between what it can run.
         */
        SimulationView: {
            /** Scenario Id */
            scenario_id: string;
            /** Title */
            title: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Speed */
            speed: number;
            /**
             * Start At
             * Format: date-time
             */
            start_at: string;
            /** Horizon End */
            horizon_end: string | null;
            /** Own Carriers */
            own_carriers: string[];
            /** Foreseen */
            foreseen: components["schemas"]["ForeseenView"][];
            /** Assumptions */
            assumptions: string[];
        };
        /**
         * Situation
         * @description A case, or a watch (`W-...`). `flight_ids`: the first 200 of `flight_count`; `passengers`: None where nobody counts them.
         *
         *     `decide_by`: when the first flight that the best option changes leaves; for a watch, that is in trouble.
         *     `new_alerts`: raised after the last acknowledgement. `repeats`: how often a warning that nobody acknowledged came again.
         */
        Situation: {
            /** Situation Id */
            situation_id: string;
            /** Case Id */
            case_id: string | null;
            /** Title */
            title: string;
            /**
             * Level
             * @enum {string}
             */
            level: "info" | "caution" | "warning";
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "acknowledged" | "snoozed" | "decided" | "closed";
            /** Case Status */
            case_status: string | null;
            /** Owner */
            owner: string | null;
            /** Owned Since */
            owned_since: string | null;
            /** Acknowledged By */
            acknowledged_by: string | null;
            /** Acknowledged At */
            acknowledged_at: string | null;
            /** New Alerts */
            new_alerts: string[];
            /** Snoozed Until */
            snoozed_until: string | null;
            /** Snoozed By */
            snoozed_by: string | null;
            /** Snooze Reason */
            snooze_reason: string | null;
            /** Repeat Due */
            repeat_due: boolean;
            /** Repeats */
            repeats: number;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Closed At */
            closed_at: string | null;
            /** Decide By */
            decide_by: string | null;
            /** Decide By Because */
            decide_by_because: string;
            /** Needs Decision Of */
            needs_decision_of: string | null;
            /** Waiting Plans */
            waiting_plans: number;
            /** Options */
            options: components["schemas"]["WaitingPlan"][];
            /** Flight Ids */
            flight_ids: string[];
            /** Flight Count */
            flight_count: number;
            /** Airports */
            airports: string[];
            /** Tails */
            tails: string[];
            /** Passengers */
            passengers: number | null;
            /** Assumed */
            assumed: boolean;
            /** Alerts */
            alerts: components["schemas"]["Alert"][];
            /** Suggested Disruption */
            suggested_disruption: (components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"]) | null;
            /** History */
            history: components["schemas"]["AttentionLine"][];
        };
        /**
         * SituationCounts
         * @description How many situations are not decided or closed, by level and by status.
         */
        SituationCounts: {
            /** By Level */
            by_level: {
                [key: string]: number;
            };
            /** By Status */
            by_status: {
                [key: string]: number;
            };
        };
        /**
         * SituationList
         * @description Every situation at one moment, those to be decided first in front.
         */
        SituationList: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Version */
            version: number;
            /** Network Id */
            network_id: string;
            /** Items */
            items: components["schemas"]["Situation"][];
            counts: components["schemas"]["SituationCounts"];
            /** Last Closed At */
            last_closed_at: string | null;
        };
        /**
         * SlackLink
         * @description A link as it is; `verified_at` is empty until the user has sent the code.
         */
        SlackLink: {
            /** Team */
            team: string;
            /** Slack User */
            slack_user: string;
            /** Principal */
            principal: string;
            /** Role */
            role: string;
            /** Made By */
            made_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Verified At */
            verified_at: string | null;
        };
        /**
         * SlackLinkList
         * @description Every link, proved or not.
         */
        SlackLinkList: {
            /** Items */
            items: components["schemas"]["SlackLink"][];
        };
        /**
         * SlotAllocated
         * @description A slot of ours, and the flight that uses it; one of the same id takes its place.
         */
        SlotAllocated: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SlotAllocated";
            /** Slot Id */
            slot_id: string;
            /** Airport */
            airport: string;
            /**
             * Movement
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /** Flight Id */
            flight_id?: string | null;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * SlotRegulationReport
         * @description Flow regulation: at most `rate_per_hour` arrivals at an airport, or flights through a named flow.
         */
        SlotRegulationReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "slot_regulation";
            /** Airport */
            airport?: string | null;
            /** Flow */
            flow?: string | null;
            /**
             * Rate Per Hour
             * @description movements an hour over all carriers
             */
            rate_per_hour: number;
        };
        /** SlotReleased */
        SlotReleased: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SlotReleased";
            /** Slot Id */
            slot_id: string;
        };
        /**
         * SlotSeriesDeclared
         * @description Slots of a season held by a carrier, and how they were used up to now; see `SlotSeries`.
         */
        SlotSeriesDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SlotSeriesDeclared";
            /** Series Id */
            series_id: string;
            /** Carrier */
            carrier: string;
            /** Flight Number */
            flight_number: string;
            /** Airport */
            airport: string;
            /**
             * Movement
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /** Weekday */
            weekday: number;
            /** Time Min */
            time_min: number;
            /** Season */
            season: string;
            /** Held */
            held: number;
            /**
             * Operated
             * @default 0
             */
            operated: number;
            /**
             * Justified
             * @default 0
             */
            justified: number;
            /**
             * Not Operated
             * @default 0
             */
            not_operated: number;
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
        };
        /**
         * SlotWindow
         * @description The flight leaves within [earliest, latest].
         */
        SlotWindow: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "SlotWindow";
            /** Flight Id */
            flight_id: string;
            /**
             * Earliest
             * Format: date-time
             */
            earliest: string;
            /**
             * Latest
             * Format: date-time
             */
            latest: string;
        };
        /**
         * SnoozeRequest
         * @description Until when, as a moment or in minutes of scenario time from now, exactly one of the two; and why it can wait.
         */
        SnoozeRequest: {
            /** Reason */
            reason: string;
            /** Minutes */
            minutes?: number | null;
            /** Until */
            until?: string | null;
        };
        /**
         * SolverReport
         * @description How a plan was found. `objective`, `bound` in cents; `gap` = (objective - bound) / |objective|.
         */
        SolverReport: {
            /** Name */
            name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "optimal" | "feasible" | "infeasible" | "time_limit" | "not_run";
            /** Objective */
            objective?: number | null;
            /** Bound */
            bound?: number | null;
            /** Gap */
            gap?: number | null;
            /**
             * Runtime S
             * @default 0
             */
            runtime_s: number;
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * SourceAnswer
         * @description Whether a source answered; where it did not, why, and what stands in for it.
         */
        SourceAnswer: {
            /**
             * Source
             * @enum {string}
             */
            source: "forecast" | "ancillaries" | "pricing";
            /** Answered */
            answered: boolean;
            /**
             * Fell Back To
             * @default
             */
            fell_back_to: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * SpanView
         * @description A closure or a reduction; the rates are null when the airport is closed.
         */
        SpanView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "closed" | "reduced";
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrivals Per Hour */
            arrivals_per_hour: number | null;
            /** Departures Per Hour */
            departures_per_hour: number | null;
            /** Reason */
            reason: string;
        };
        /**
         * SparesDeclared
         * @description How many of a part are in stock at an airport from now on.
         */
        SparesDeclared: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SparesDeclared";
            /** Airport */
            airport: string;
            /** Part */
            part: string;
            /** Count */
            count: number;
        };
        /**
         * SpecialNeeds
         * @description Bookings whose journey is broken with somebody who comes first, and everybody who travels in them.
         */
        SpecialNeeds: {
            /** Bookings */
            bookings: number;
            /** Passengers */
            passengers: number;
        };
        /**
         * SpeedChanged
         * @description The flight is planned to take `faster_min` minutes less in the air than its schedule, with so much more fuel.
         */
        SpeedChanged: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SpeedChanged";
            /** Flight Id */
            flight_id: string;
            /** Faster Min */
            faster_min: number;
            /** Extra Fuel Kg */
            extra_fuel_kg: number;
            /**
             * By
             * @default
             */
            by: string;
        };
        /**
         * SpeedRequest
         * @description How many times real time scenario time runs: 0 stops it, at most 3600.
         */
        SpeedRequest: {
            /** Speed */
            speed: number;
        };
        /**
         * SplitBooking
         * @description So many passengers of a booking go on under a booking of their own. A family is parted only when it `agreed`.
         */
        SplitBooking: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SplitBooking";
            /** Booking Id */
            booking_id: string;
            /** Part Id */
            part_id: string;
            /** Passengers */
            passengers: number;
            /**
             * Agreed
             * @default false
             */
            agreed: boolean;
        };
        /**
         * Stand
         * @description A parking position. `size`: the largest aircraft it takes; `borders`: kinds of flights it can handle; `carriers`: who may
         *     use it, empty: everybody. `walk_min`: from the middle of its terminal.
         *
         *     `empties`: (size, neighbour) with an aircraft of that size or larger here the neighbour stays empty.
         */
        Stand: {
            /** Name */
            name: string;
            /**
             * Terminal
             * @default
             */
            terminal: string;
            /**
             * Pier
             * @default
             */
            pier: string;
            /**
             * Size
             * @default C
             * @enum {string}
             */
            size: "A" | "B" | "C" | "D" | "E" | "F";
            /**
             * Contact
             * @default true
             */
            contact: boolean;
            /**
             * Borders
             * @default [
             *       "domestic",
             *       "schengen",
             *       "international"
             *     ]
             */
            borders: ("domestic" | "schengen" | "international")[];
            /**
             * Carriers
             * @default []
             */
            carriers: string[];
            /**
             * Walk Min
             * @default 5
             */
            walk_min: number;
            /**
             * Empties
             * @default []
             */
            empties: [
                "A" | "B" | "C" | "D" | "E" | "F",
                string
            ][];
        };
        /**
         * StandAirport
         * @description An airport of which stands are known. Counts are of our movements from now on.
         */
        StandAirport: {
            /** Airport */
            airport: string;
            /** Name */
            name: string;
            /** Stands */
            stands: number;
            /** Closed Now */
            closed_now: number;
            /** Conflicts */
            conflicts: number;
            /** Without Stand */
            without_stand: number;
        };
        /**
         * StandAirports
         * @description The airports of which stands are known, most stands first.
         */
        StandAirports: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Items */
            items: components["schemas"]["StandAirport"][];
        };
        /**
         * StandClosure
         * @description Nobody uses the stand in [start, end).
         */
        StandClosure: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Reason */
            reason: string;
        };
        /**
         * StandConflict
         * @description Why an aircraft cannot use its published stand as it is; `with_flight_id`: the flight in its way.
         */
        StandConflict: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "closed" | "size" | "border" | "carrier" | "occupied" | "neighbour";
            /** Flight Id */
            flight_id: string;
            /**
             * Movement
             * @enum {string}
             */
            movement: "arrival" | "departure";
            /** Why */
            why: string;
            /** With Flight Id */
            with_flight_id: string | null;
        };
        /**
         * StandRow
         * @description A stand and its use. What is null is not known; `carriers` empty: everybody may use it.
         */
        StandRow: {
            /** Name */
            name: string;
            /** Terminal */
            terminal: string;
            /** Pier */
            pier: string;
            /** Size */
            size: ("A" | "B" | "C" | "D" | "E" | "F") | null;
            /** Contact */
            contact: boolean | null;
            /** Carriers */
            carriers: string[];
            /** Closures */
            closures: components["schemas"]["StandClosure"][];
            /** Occupations */
            occupations: components["schemas"]["Occupation"][];
        };
        /**
         * StandsView
         * @description The stands of one airport from now on. `known`: all about them, their names only, or nothing.
         *
         *     Other carriers' aircraft are not in it: nobody tells us where they stand.
         */
        StandsView: {
            /** Airport */
            airport: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            /**
             * Known
             * @enum {string}
             */
            known: "stands" | "names" | "nothing";
            /** Buffer Min */
            buffer_min: number;
            /** Stands */
            stands: components["schemas"]["StandRow"][];
            /** Without Stand */
            without_stand: components["schemas"]["NoStand"][];
            /** Assumed */
            assumed: string[];
        };
        /**
         * StationCapacity
         * @description At most so many of OUR movements at `airport` in [start, end), already less what other carriers use.
         */
        StationCapacity: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "StationCapacity";
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrivals */
            arrivals: number;
            /** Departures */
            departures: number;
        };
        /**
         * StationChange
         * @description The next moment at which the station's state is another.
         */
        StationChange: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "reduced" | "curfew" | "closed";
        };
        /**
         * StationClosed
         * @description No movements of the named kind at `airport` in [start, end): a closure or one night of a curfew.
         */
        StationClosed: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "StationClosed";
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Movement
             * @default both
             * @enum {string}
             */
            movement: "arrivals" | "departures" | "both";
        };
        /**
         * StationDay
         * @description Our own flights at the station on its local day: as scheduled, and how many of them are late or cancelled.
         *
         *     `delayed`: expected or actual time 15 min or more after schedule, of the movement at this station.
         */
        StationDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Arrivals */
            arrivals: number;
            /** Departures */
            departures: number;
            /** Delayed */
            delayed: number;
            /** Cancelled */
            cancelled: number;
        };
        /**
         * StationList
         * @description Every station that a flight of ours touches, by code, at one version.
         */
        StationList: {
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Version */
            version: number;
            /** Items */
            items: components["schemas"]["StationView"][];
        };
        /**
         * StationSpan
         * @description A closure, a reduction or a night of a curfew in [start, end); rates over all carriers, null where nothing is limited.
         */
        StationSpan: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "closed" | "reduced" | "curfew";
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Arrivals Per Hour */
            arrivals_per_hour: number | null;
            /** Departures Per Hour */
            departures_per_hour: number | null;
            /**
             * Applies To
             * @enum {string}
             */
            applies_to: "departures" | "arrivals" | "both";
            /** Reason */
            reason: string;
        };
        /**
         * StationView
         * @description A station now. `restrictions` are those not yet over; `assumed` names what is an assumption about the airport.
         */
        StationView: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "reduced" | "curfew" | "closed";
            next_change: components["schemas"]["StationChange"] | null;
            /** Restrictions */
            restrictions: components["schemas"]["StationSpan"][];
            /** Arrivals Per Hour */
            arrivals_per_hour: number;
            /** Departures Per Hour */
            departures_per_hour: number;
            /** Weather */
            weather: string;
            observed: components["schemas"]["ObservationView"] | null;
            /** Notices */
            notices: string[];
            today: components["schemas"]["StationDay"];
            /** Assumed */
            assumed: string[];
        };
        /**
         * StatusView
         * @description The running system. `model` is empty when no language model is configured: nothing needs one.
         *
         *     `library` says in words how things are found; `cases_working`: cases that specialists or the solver work on now.
         */
        StatusView: {
            /** Build */
            build: string;
            /** Network Id */
            network_id: string;
            /** Version */
            version: number;
            /** Speed */
            speed: number;
            /** Feed Clients */
            feed_clients: number;
            /** Cases Working */
            cases_working: number;
            /** Solver Budget S */
            solver_budget_s: number;
            /** Model */
            model: string;
            /** Model Mode */
            model_mode: string;
            /** Library */
            library: string;
            /**
             * Library State
             * @enum {string}
             */
            library_state: "ready" | "embedding" | "words_only";
            /** Library Passages */
            library_passages: number;
            /** Library Embedded */
            library_embedded: number;
            /** Library Because */
            library_because: string;
            /** Feeds */
            feeds: components["schemas"]["FeedView"][];
        };
        /**
         * StepRequest
         * @description Let scenario time pass to a moment, or by some minutes; exactly one of the two.
         */
        StepRequest: {
            /** To */
            to?: string | null;
            /** Minutes */
            minutes?: number | null;
        };
        /**
         * StepView
         * @description What happened on the way.
         */
        StepView: {
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Version */
            version: number;
            /** Events */
            events: number;
            /** By Type */
            by_type: {
                [key: string]: number;
            };
        };
        /**
         * Stopping
         * @description Whether there was a turn to stop. What it has found by then is still said.
         */
        Stopping: {
            /** Stopping */
            stopping: boolean;
        };
        /**
         * SwapAircraft
         * @description Another tail of the same carrier flies this flight. Swapping two flights takes two of these.
         */
        SwapAircraft: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SwapAircraft";
            /** Flight Id */
            flight_id: string;
            /** Tail */
            tail: string;
        };
        /**
         * SwapFlowSlots
         * @description Two flights of ours under the same most penalising regulation exchange their calculated take-off times.
         */
        SwapFlowSlots: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "SwapFlowSlots";
            /** Flight Id */
            flight_id: string;
            /** With Flight Id */
            with_flight_id: string;
        };
        /**
         * Table
         * @description A table with every reference filled in.
         */
        Table: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            card: "table";
            /** Title */
            title: string;
            /** Columns */
            columns: string[];
            /** Rows */
            rows: components["schemas"]["Cell"][][];
        };
        /**
         * TailMustBeAt
         * @description The tail stands at `airport` during [start, end), e.g. for planned maintenance; missing a `deferrable` one has a price.
         */
        TailMustBeAt: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "TailMustBeAt";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Deferrable
             * @default false
             */
            deferrable: boolean;
        };
        /**
         * TailUnavailable
         * @description The tail does not fly in [start, end); it stands at `airport`.
         */
        TailUnavailable: {
            /** Source */
            source: string;
            /** Reason */
            reason: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "TailUnavailable";
            /** Tail */
            tail: string;
            /** Airport */
            airport: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * Text
         * @description One sentence of the answer; sentences of one `paragraph` belong together. `source`: who wrote the words.
         */
        Text: {
            /**
             * Event
             * @default text
             * @constant
             */
            event: "text";
            /** Paragraph */
            paragraph: number;
            /** Text */
            text: string;
            /** Segments */
            segments: components["schemas"]["Segment"][];
            /**
             * References
             * @default []
             */
            references: components["schemas"]["Shown"][];
            /** Source */
            source: string;
        };
        /**
         * TierImpact
         * @description Passengers of one tier. `loyalty_cents`: margin expected to be lost in those who leave, for all `affected` of them.
         */
        TierImpact: {
            /** Tier */
            tier: string;
            /** Affected */
            affected: number;
            /** Disrupted */
            disrupted: number;
            /** By State */
            by_state: {
                [key: string]: number;
            };
            /** Loyalty Cents */
            loyalty_cents: number;
        };
        /**
         * TierLoyalty
         * @description Passengers of one tier who arrive late or not as sold, and what they are expected to cost in later years' margin.
         */
        TierLoyalty: {
            /** Tier */
            tier: string;
            /** Passengers */
            passengers: number;
            /** Loyalty Cents */
            loyalty_cents: number;
        };
        /**
         * ToolList
         * @description Every tool, by name.
         */
        ToolList: {
            /** Items */
            items: components["schemas"]["ToolView"][];
        };
        /**
         * ToolRun
         * @description One call of a tool: what was asked, by whom, what came back (`output`, and its digest), and how long it took.
         */
        ToolRun: {
            /** Tool */
            tool: string;
            /** Asked By */
            asked_by: string;
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "answered" | "retry" | "failed";
            /**
             * Message
             * @default
             */
            message: string;
            /** Output */
            output?: unknown;
            /**
             * Output Sha256
             * @default
             */
            output_sha256: string;
            /**
             * Runtime S
             * @default 0
             */
            runtime_s: number;
        };
        /**
         * ToolRunList
         * @description Tool runs in the order in which they were kept.
         */
        ToolRunList: {
            /** Items */
            items: components["schemas"]["ToolRunSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * ToolRunSummary
         * @description One call of a tool, without its output: `run` is the search it belongs to, `stage` the step of it, `asked_by` who asked.
         *
         *     `message` says why a run was refused or failed. `output_sha256` is what the decision record holds of the output.
         */
        ToolRunSummary: {
            /** Run Id */
            run_id: number;
            /** Case Id */
            case_id: string;
            /** Run */
            run: number;
            /** Stage */
            stage: string;
            /** Asked By */
            asked_by: string;
            /** Tool */
            tool: string;
            /** Outcome */
            outcome: string;
            /** Message */
            message: string;
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /** Output Sha256 */
            output_sha256: string;
            /** Runtime S */
            runtime_s: number;
        };
        /**
         * ToolRunView
         * @description One call of a tool with its output; `output_kept` is false where that was too long to keep, and only the digest is.
         */
        ToolRunView: {
            /** Run Id */
            run_id: number;
            /** Case Id */
            case_id: string;
            /** Run */
            run: number;
            /** Stage */
            stage: string;
            /** Asked By */
            asked_by: string;
            /** Tool */
            tool: string;
            /** Outcome */
            outcome: string;
            /** Message */
            message: string;
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /** Output Sha256 */
            output_sha256: string;
            /** Runtime S */
            runtime_s: number;
            /** Output Kept */
            output_kept: boolean;
            /** Output */
            output: unknown;
        };
        /**
         * ToolView
         * @description A tool: what it does and the JSON schemas of what it takes and gives.
         */
        ToolView: {
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Input Schema */
            input_schema: {
                [key: string]: unknown;
            };
            /** Output Schema */
            output_schema: {
                [key: string]: unknown;
            };
        };
        /**
         * TrafficView
         * @description An airport's traffic over the scenario, all carriers. `assumed` names what is assumed about the airport.
         */
        TrafficView: {
            /** Airport */
            airport: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Weather */
            weather: string;
            /** Min Connection Min */
            min_connection_min: number;
            /** Hours */
            hours: components["schemas"]["HourView"][];
            /** Restrictions */
            restrictions: components["schemas"]["SpanView"][];
            /** Arrivals */
            arrivals: components["schemas"]["MovementView"][];
            /** Departures */
            departures: components["schemas"]["MovementView"][];
            /** Assumed */
            assumed: string[];
        };
        /**
         * TravelPreferences
         * @description What passengers said they would rather have: wishes, not limits.
         */
        TravelPreferences: {
            /**
             * Direct Only
             * @default false
             */
            direct_only: boolean;
            /** Leave Not Before */
            leave_not_before?: string | null;
            /** Arrive Not After */
            arrive_not_after?: string | null;
            /**
             * Lower Cabin
             * @default false
             */
            lower_cabin: boolean;
        };
        /**
         * TripFacts
         * @description What was told about a trip: party, time, stay, declared purpose and needs. Nothing about who somebody is.
         *
         *     `youngest_age`: of those with a seat of their own; it decides what is safe to sell, never a price. `lead_min`: minutes to
         *     departure. `nights`: at the destination. `pet`, `sport`: declared to be brought. `fare_includes`: attributes of the fare.
         */
        TripFacts: {
            /**
             * Cabin
             * @default economy
             * @enum {string}
             */
            cabin: "economy" | "business" | "first";
            /**
             * Adults
             * @default 1
             */
            adults: number;
            /**
             * Children
             * @default 0
             */
            children: number;
            /**
             * Infants
             * @default 0
             */
            infants: number;
            /**
             * Youngest Age
             * @default 30
             */
            youngest_age: number;
            /**
             * Unaccompanied Minor
             * @default false
             */
            unaccompanied_minor: boolean;
            /**
             * Reduced Mobility
             * @default false
             */
            reduced_mobility: boolean;
            /**
             * Pet
             * @default false
             */
            pet: boolean;
            /**
             * Sport
             * @default false
             */
            sport: boolean;
            /**
             * Nights
             * @default 0
             */
            nights: number;
            /**
             * Saturday Night
             * @default false
             */
            saturday_night: boolean;
            /**
             * Purpose
             * @default
             * @enum {string}
             */
            purpose: "" | "leisure" | "business";
            /**
             * Disrupted
             * @default false
             */
            disrupted: boolean;
            /**
             * Fare Includes
             * @default []
             */
            fare_includes: string[];
            /**
             * Lead Min
             * @default 20160
             */
            lead_min: number;
        };
        /**
         * TurnView
         * @description One turn: what was said, how it was understood and by whom, the answer sentence by sentence, and what it came from.
         *
         *     `text` is the whole answer; `sentences` the same with its facts. `runs` come without the tools' output unless one turn is
         *     asked for alone.
         */
        TurnView: {
            /** Conversation Id */
            conversation_id: string;
            /** Turn */
            turn: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Network Id */
            network_id: string;
            /** Network Version */
            network_version: number;
            /** Actor */
            actor: string;
            /** Channel */
            channel: string;
            /** Words */
            words: string;
            /** Understood */
            understood: string;
            /** Question */
            question: string;
            /** Asked */
            asked: {
                [key: string]: unknown;
            };
            /** Understood By */
            understood_by: string;
            /** Text */
            text: string;
            /** Sentences */
            sentences: components["schemas"]["Text"][];
            /** Cards */
            cards: components["schemas"]["CardShown"][];
            /** Suggestions */
            suggestions: string[];
            /** Missing */
            missing: string[];
            focus: components["schemas"]["Focus"];
            /** Runs */
            runs: components["schemas"]["ToolRun"][];
            /** Model Calls */
            model_calls: components["schemas"]["ModelCall"][];
            /** Refused Calls */
            refused_calls: string[];
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "answered" | "clarify" | "not_understood" | "refused" | "stopped" | "failed";
            /** Elapsed S */
            elapsed_s: number;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
        };
        /**
         * WaitingPlan
         * @description An option of a case that waits for a decision, or is stale. `needs_decision_of`: least role, None: nobody may approve.
         */
        WaitingPlan: {
            /** Plan Id */
            plan_id: string;
            /** Revision */
            revision: number;
            /** Rank */
            rank: number;
            /** Label */
            label: string;
            /** Kind */
            kind: string;
            /** Status */
            status: string;
            /** Legal */
            legal: boolean;
            /** Stale */
            stale: boolean;
            cost: components["schemas"]["Money"];
            /** Needs Decision Of */
            needs_decision_of: string | null;
            /** Approvals */
            approvals: number;
        };
        /**
         * WeatherReport
         * @description Weather at an airport that has not (yet) closed it or cut its capacity.
         */
        WeatherReport: {
            /**
             * Reported At
             * Format: date-time
             */
            reported_at: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "weather";
            /** Airport */
            airport: string;
            /** Condition */
            condition: string;
        };
        /**
         * WeatherReported
         * @description Weather at an airport; `observed` where it is an observation with figures (see `Observation`).
         */
        WeatherReported: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "WeatherReported";
            /** Airport */
            airport: string;
            /** Condition */
            condition: string;
            observed?: components["schemas"]["Observation"] | null;
        };
        /**
         * WebhookList
         * @description Every endpoint, oldest first.
         */
        WebhookList: {
            /** Items */
            items: components["schemas"]["EndpointView"][];
        };
        /**
         * WebhookRequest
         * @description Where to send, and of what; by default of everything.
         */
        WebhookRequest: {
            /** Url */
            url: string;
            /**
             * Types
             * @default [
             *       "case.opened",
             *       "case.proposed",
             *       "case.decided",
             *       "plan.executed",
             *       "plan.stale",
             *       "case.closed"
             *     ]
             */
            types: ("case.opened" | "case.proposed" | "case.decided" | "plan.executed" | "plan.stale" | "case.closed")[];
            /**
             * Description
             * @default
             */
            description: string;
        };
        /**
         * WhoApproves
         * @description Whose approval the policy asks for. Without a `rule` nobody may approve; `because` says why either way.
         */
        WhoApproves: {
            /** Rule */
            rule: string | null;
            /** Role */
            role: string | null;
            /** People */
            people: number;
            /** Because */
            because: string;
            /** Assumed */
            assumed: boolean;
            /** Approved Once By */
            approved_once_by: string[];
        };
        /**
         * FaultView
         * @description One thing wrong with a request. `field` is dotted, empty when the whole request is meant.
         */
        FaultView: {
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * ProblemView
         * @description An RFC 9457 problem document.
         */
        ProblemView: {
            /**
             * Type
             * @example urn:downline:problem:refused
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /**
             * Instance
             * @default
             */
            instance: string;
            /**
             * Trace Id
             * @default
             */
            trace_id: string;
            /**
             * Errors
             * @default []
             */
            errors: components["schemas"]["FaultView"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_airport_traffic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrafficView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_board: {
        parameters: {
            query?: {
                /** @description as it was at this version */
                version?: number | null;
                /** @description what was known at this moment of scenario time */
                at?: string | null;
            };
            header?: {
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardView"];
                };
            };
            /** @description as it was when it had this ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_board_changes: {
        parameters: {
            query: {
                /** @description version of the board held */
                since: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDelta"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_board_outlook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardOutlook"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_plan_board: {
        parameters: {
            query?: {
                /** @description by default the newest */
                revision?: number | null;
            };
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanBoard"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_cases: {
        parameters: {
            query?: {
                /** @description only cases in this status */
                status?: ("open" | "working" | "proposed" | "decided" | "closed") | null;
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    open_case: {
        parameters: {
            query?: {
                /** @description Seconds the solver may search; by default what the server is set to. */
                budget_s?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"] | components["schemas"]["CompoundReport"]) | components["schemas"]["FreeText"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOpened"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_case_progress: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgressList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_plans: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    offer_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    stop_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    replan_case: {
        parameters: {
            query?: {
                /** @description Seconds the solver may search; by default what the server is set to. */
                budget_s?: number | null;
            };
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    chat: {
        parameters: {
            query?: never;
            header?: {
                accept?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatMessage"];
            };
        };
        responses: {
            /** @description The turn as it happens, or whole as JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnView"];
                    "text/event-stream": unknown;
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    stop_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stopping"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_turn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                turn: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    execute_command: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Carried"] | components["schemas"]["CaseOpened"] | components["schemas"]["ScoredPlan"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOpened"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_cost_summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostSummary"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_cost_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostHistoryView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_price_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_crew: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string;
                /** @description entries in a page */
                limit?: number;
                /** @description Only those whose flights are at risk, or only those whose are not */
                at_risk?: boolean | null;
                phase?: ("off" | "on_duty" | "on_reserve" | "to_report" | "unavailable") | null;
                base?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CrewLine_"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_crew_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crew_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrewStatusView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_crew_duties: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string;
                /** @description entries in a page */
                limit?: number;
                /** @description Only those whose flights are at risk, or only those whose are not */
                at_risk?: boolean | null;
                phase?: ("off" | "on_duty" | "on_reserve" | "to_report" | "unavailable") | null;
                role?: ("captain" | "first_officer" | "cabin") | null;
                base?: string | null;
                /** @description Where they are, or will land next */
                station?: string | null;
                /** @description Part of a crew id, or of the number of a flight of theirs */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrewDuties"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_decisions: {
        parameters: {
            query?: {
                /** @description only this person's */
                actor?: string | null;
                /** @description only this case's */
                case_id?: string | null;
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_audit_verdict: {
        parameters: {
            query?: {
                /** @description an earlier head, which must still be there */
                noted?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_delay_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DelayCodeList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: {
                /** @description as Last-Event-ID, for clients that cannot set headers; 0 is the beginning */
                after?: string | null;
                /** @description only these message types, separated by commas */
                types?: string;
                /** @description also `board`, then a `board.delta` after every batch of events, and a `clock` every 5 s */
                board?: boolean;
                /** @description version of the board that a resuming reader still holds: it gets a delta, not all */
                have?: number | null;
            };
            header?: {
                /** @description take up after this message */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_flights: {
        parameters: {
            query?: {
                /** @description IATA code of the operating carrier */
                carrier?: string | null;
                origin?: string | null;
                destination?: string | null;
                tail?: string | null;
                status?: components["schemas"]["FlightStatus"] | null;
                /** @description scheduled departure at or after */
                from?: string | null;
                /** @description scheduled departure before */
                to?: string | null;
                /** @description expected or actual departure 15 min or more after schedule */
                delayed?: boolean | null;
                /** @description only our flights, or only others' */
                own?: boolean | null;
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FlightView_"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_flight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flight_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlightDetail"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_hubs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HubList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_connections: {
        parameters: {
            query?: {
                /** @description outbound leaves from then on */
                from?: string | null;
                /** @description outbound leaves before then */
                to?: string | null;
                /** @description fewer minutes to spare are tight */
                tight_below_min?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionMatrix"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_hold_advice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldAdvice"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_library: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LibraryView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                status?: ("applied" | "noted" | "refused" | "not_understood" | "corrected") | null;
                kind?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalMessage"][];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    post_message: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Text */
                    text: string;
                    /**
                     * Source
                     * @default
                     */
                    source?: string;
                    /**
                     * Corrects
                     * @default
                     */
                    corrects?: string;
                };
                "text/plain": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalMessage"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalMessage"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    make_offer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfferRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptOffer"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                offer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptOffer"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_passenger_impact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PassengerImpact"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    preview_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_passenger_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PassengerService"][];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_disrupted_passengers: {
        parameters: {
            query?: {
                /** @description the flight that they lost, or whose diversion ended their journey */
                flight_id?: string;
                tier?: ("basic" | "silver" | "gold" | "platinum") | null;
                /** @description where they are stuck */
                airport?: string;
                state?: ("waiting" | "cared" | "rebooked" | "refunded") | null;
                /** @description `need`: unaccompanied minors, reduced mobility, then tier and fare; by booking id otherwise */
                order?: "booking" | "need";
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisruptedPage"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_personal_data_access: {
        parameters: {
            query?: {
                after?: number;
                person_id?: string;
                /** @description entries in a page */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessLog"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_person: {
        parameters: {
            query: {
                /** @description what for: one of `twin/people/purposes.yaml` */
                purpose: string;
            };
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disclosure"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    export_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    erase_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    preview_operational_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesOfPlan"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    review_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanReview"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_plan_revisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    revise_plan: {
        parameters: {
            query?: never;
            header?: {
                /** @description the revision that was read: the ETag, e.g. `"1"` */
                "If-Match"?: string | null;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    decide_plan: {
        parameters: {
            query?: never;
            header?: {
                /** @description the revision that was read: the ETag, e.g. `"1"` */
                "If-Match"?: string | null;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionAnswer"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_prices: {
        parameters: {
            query?: {
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricePage"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_record_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_scenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    load_scenario: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_simulation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    set_simulation_speed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpeedRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    step_simulation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    inject_disruption: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AirportClosedReport"] | components["schemas"]["AirportCapacityReport"] | components["schemas"]["FlightDelayedReport"] | components["schemas"]["FlightCancelledReport"] | components["schemas"]["FlightDivertedReport"] | components["schemas"]["AircraftUnserviceableReport"] | components["schemas"]["CrewUnavailableReport"] | components["schemas"]["SlotRegulationReport"] | components["schemas"]["GateClosedReport"] | components["schemas"]["WeatherReport"] | components["schemas"]["CompoundReport"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOpened"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_situations: {
        parameters: {
            query?: {
                /** @description those that are over as well */
                include_closed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SituationList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    take_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    release_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    hand_over_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOverRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    acknowledge_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    snooze_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    wake_situation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                situation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Situation"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_stand_airports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandAirports"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_airport_stands: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandsView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_airports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_tool_runs: {
        parameters: {
            query?: {
                tool?: string;
                run?: number | null;
                /** @description entries in a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRunList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_tool_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRunView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_tools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    call_tool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    register_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSecret"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    get_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    delete_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    disable_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    enable_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    rotate_webhook_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSecret"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    ping_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_webhook_deliveries: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    redeliver_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryView"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_slack_links: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlackLinkList"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    link_slack_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkMade"];
                };
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    end_slack_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
                slack_user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; every fault is in `errors` */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemView"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_chat_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
}
