import { expect, test } from 'vitest';
import { counted, dayTime, delay, duration, flightNumber, hourMinute, money, moneyShort } from './words';

test('a time carries the letter of its zone', () => {
  expect(hourMinute('2013-02-08T22:29:00Z')).toBe('22:29Z');
  expect(hourMinute('2013-02-08T22:29:00Z', 'America/New_York')).toBe('17:29L');
  expect(dayTime('2013-02-09T03:05:00Z', 'America/New_York')).toBe('08 Feb 22:05L');
});

test('midnight is the first hour of its day', () => {
  expect(dayTime('2013-02-09T00:00:00Z')).toBe('09 Feb 00:00Z');
});

test('a duration keeps its sign and grows its unit', () => {
  expect([45, 60, 3_900, -720, 200_000].map(duration)).toEqual(['45 s', '1 min', '1 h 05 min', '-12 min', '2 d 7 h']);
});

test('a delay of nothing is on time, not zero', () => {
  expect([0, 35, -5].map(delay)).toEqual(['on time', '+35 min', '-5 min']);
});

test('money has its currency and is never a fraction of a cent', () => {
  expect(money({ cents: 433_953_149, currency: 'USD' })).toBe('4,339,531 USD');
  expect(moneyShort({ cents: 433_953_149, currency: 'USD' })).toBe('4.34 M USD');
  expect(moneyShort({ cents: -123_400, currency: 'USD' })).toBe('-1,234 USD');
});

test('one is singular', () => {
  expect([counted(1, 'flight'), counted(0, 'flight'), counted(2, 'crew member')]).toEqual(['1 flight', '0 flights', '2 crew members']);
});

test('a flight is called by its number', () => {
  expect(flightNumber('B61010/2013-02-08/JFK')).toBe('B61010');
});
