/** Rows of a small day for the tests of this folder. */
import type { Aircraft, Airport, Flight, Picture } from './picture';

export function flight(number: string, tail: string | null, leaves: string, arrives: string, more: Partial<Flight> = {}): Flight {
  const std = `2013-02-08T${leaves}:00Z`;
  const sta = `2013-02-08T${arrives}:00Z`;
  return {
    flight_id: `${number}/2013-02-08/JFK`, number, origin: 'JFK', destination: 'BOS', std, sta, etd: std, eta: sta, atd: null, ata: null, status: 'scheduled', tail,
    service: 'passenger', delay_code: '', gate: '', arrival_gate: '', ctot: null, suspended: false, diverted_to: null, passengers: 100, changed_by: '', assumed: false, ...more,
  };
}

export function aircraft(tail: string, more: Partial<Aircraft> = {}): Aircraft {
  return {
    tail, family: 'A320', model: 'A320-232', seats: 150, location: 'JFK', ready_at: '2013-02-08T05:00:00Z', min_turn_min: 40, ground_times: [], defects: 0, restrictions: [],
    check_due_at: null, assumed: false, ...more,
  };
}

export function airport(code: string, more: Partial<Airport> = {}): Airport {
  return { code, name: code, timezone: 'America/New_York', latitude: 40, longitude: -73, closures: [], reductions: [], curfews: [], weather: '', ...more };
}

export function picture(flights: readonly Flight[], tails: readonly Aircraft[], airports: readonly Airport[] = []): Picture {
  return {
    name: 'live',
    flights: new Map(flights.map((one) => [one.flight_id, one])),
    aircraft: new Map(tails.map((one) => [one.tail, one])),
    airports: new Map(airports.map((one) => [one.code, one])),
  };
}
