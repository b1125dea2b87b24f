/** The one-time link of the first start; empty when the account exists already. */
export const setupUrl = process.env['VIGIE_SETUP_URL'] ?? ''

/** The account that the first journey makes. */
export const account = {
  name: process.env['VIGIE_TEST_NAME'] ?? 'nadia',
  password: process.env['VIGIE_TEST_PASSWORD'] ?? 'a lamp on a high rock',
}

export const loginFile = 'playwright/results/login.json'
